import type { IncomingHttpHeaders } from 'node:http';
import { Problem, readJson, readText, type FieldError } from '#libs/runtime';

/** The attributes of CloudEvents 1.0 that we use. Its `source` is not ours to trust: ours is whoever authenticated. */
interface Attributes {
  specversion: unknown;
  id: unknown;
  time: unknown;
  datacontenttype: unknown;
}

/** The event inside a CloudEvent in structured mode: `data` in our plain shape, its event id being the CloudEvent's `id`. */
export function cloudEventData(value: unknown): { value: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid([{ path: '$', message: 'must be a CloudEvent' }]);
  const given = value as Attributes & { data?: unknown; data_base64?: unknown };
  const data =
    given.data === undefined && typeof given.data_base64 === 'string'
      ? readJson(readText(Buffer.from(given.data_base64, 'base64')))
      : given.data;
  return merged(given, data);
}

/** The event of a CloudEvent in binary mode: attributes in `ce-` headers, the body being its data. */
export function binaryCloudEvent(headers: IncomingHttpHeaders, data: unknown): { value: unknown } {
  const attributes: Attributes = {
    specversion: headers['ce-specversion'],
    id: headerText(headers['ce-id']),
    time: headers['ce-time'],
    datacontenttype: undefined,
  };
  return merged(attributes, data);
}

function merged({ specversion, id, time, datacontenttype }: Attributes, data: unknown): { value: unknown } {
  const errors: FieldError[] = [];
  if (specversion !== '1.0') errors.push({ path: '$.specversion', message: 'specversion must be 1.0' });
  if (typeof id !== 'string' || id === '') errors.push({ path: '$.id', message: 'id must be a text' });
  if (datacontenttype !== undefined && !/^application\/([\w.-]+\+)?json\b/i.test(String(datacontenttype)))
    errors.push({ path: '$.datacontenttype', message: 'datacontenttype must be JSON' });
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    errors.push({ path: '$.data', message: 'data must be an event in our plain shape' });
  const given = (data ?? {}) as { eventId?: unknown; reportedAt?: unknown };
  if (given.eventId !== undefined && given.eventId !== id)
    errors.push({ path: '$.data.eventId', message: 'eventId must be the id of the CloudEvent, or be left out' });
  if (errors.length > 0) throw invalid(errors);
  const reportedAt = given.reportedAt ?? time;
  return { value: { ...given, eventId: id, ...(reportedAt === undefined ? {} : { reportedAt }) } };
}

/** Header values are percent-encoded where they are not plain ASCII. */
function headerText(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function invalid(errors: FieldError[]): Problem {
  return new Problem('invalid-fields', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}
