import type { IncomingHttpHeaders } from 'node:http';
import { Problem, readJson, readText } from '#libs/runtime';
import { binaryCloudEvent, cloudEventData } from './cloud-events.js';

/** One item of a body: its parsed value, or why it has none. */
export type FoundItem = { value: unknown } | { problem: Problem };

/** What a body holds. `single`: one event, answered as one; else each is answered by its place. */
export interface FoundItems {
  single: boolean;
  items: FoundItem[];
}

export const MOST_ITEMS = 1_000;
/** Bytes of one event, pictures that are sent within it not counted. */
const MAX_EVENT_BYTES = 1024 * 1024;

/**
 * The events in a body, by its content type: JSON (one or an array), NDJSON, CloudEvents structured, binary or batch.
 * Throws the Problem of a body that is none of them as a whole.
 */
export function findItems(headers: IncomingHttpHeaders, body: Uint8Array): FoundItems {
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  switch (contentType) {
    case 'application/json':
      if (headers['ce-specversion'] !== undefined)
        return one(attempt(() => binaryCloudEvent(headers, readValue(body))));
      return many(readValue(body), (value) => ({ value }));
    case 'application/x-ndjson':
    case 'application/jsonl':
      return lines(readText(body));
    case 'application/cloudevents+json':
      return one(attempt(() => cloudEventData(readValue(body))));
    case 'application/cloudevents-batch+json': {
      const batch = readValue(body);
      if (!Array.isArray(batch)) throw new Problem('request-invalid', 'A CloudEvents batch is a JSON array.');
      return many(batch, (value) => attempt(() => cloudEventData(value)));
    }
    default:
      throw new Problem(
        'content-type-unsupported',
        'Send application/json, application/x-ndjson, application/cloudevents+json or application/cloudevents-batch+json.',
      );
  }
}

function readValue(body: Uint8Array): unknown {
  const text = readText(body);
  if (text.length > MAX_EVENT_BYTES && /^\s*\{/.test(text) && !text.includes('"base64"'))
    throw new Problem('body-too-large', `One event has at most ${MAX_EVENT_BYTES} bytes.`);
  return readJson(text);
}

function many(value: unknown, read: (item: unknown) => FoundItem): FoundItems {
  if (!Array.isArray(value)) return one(read(value));
  refuseTooMany(value.length);
  return { single: false, items: value.map(read) };
}

function lines(text: string): FoundItems {
  const found = text.split('\n').filter((line) => line.trim() !== '');
  refuseTooMany(found.length);
  return { single: false, items: found.map((line) => attempt(() => ({ value: readJson(line) }))) };
}

function one(item: FoundItem): FoundItems {
  if ('problem' in item) throw item.problem;
  return { single: true, items: [item] };
}

function refuseTooMany(count: number): void {
  if (count === 0) throw new Problem('request-invalid', 'There is no event in the body.');
  if (count > MOST_ITEMS)
    throw new Problem('too-many-items', `At most ${MOST_ITEMS} events are taken at once; nothing of these was.`);
}

function attempt(read: () => { value: unknown }): FoundItem {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return { problem: error };
    throw error;
  }
}
