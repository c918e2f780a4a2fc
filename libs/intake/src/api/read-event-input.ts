import type { ReadAttachment, ReadEvent } from '#libs/platforms';
import { check, Problem, type FieldError } from '#libs/runtime';
import type { GivenEvent } from '../actions/take-in-events.js';
import { readCoordinates } from '../domain/coordinates.js';
import { readInstant } from '../domain/instant.js';
import { textErrors } from '../domain/text-errors.js';
import { EventInput, type AttachmentInput } from './event-input.js';

/** A parsed value as an event, or the Problem that lists every wrong field. `now` tells which times lie too far ahead. */
export function readEventInput(value: unknown, now: Date): GivenEvent {
  const wrongTexts = textErrors(value);
  const checked = check(EventInput, value);
  const errors = 'errors' in checked ? [...wrongTexts, ...checked.errors] : wrongTexts;
  const input = 'errors' in checked ? undefined : checked.value;
  const occurredAt = readTime('occurredAt', input?.occurredAt, now, errors);
  const reportedAt = readTime('reportedAt', input?.reportedAt, now, errors);
  const attachments = input?.attachments?.map((attachment, index) => readAttachment(attachment, index, errors));
  if (!input || errors.length > 0) return { problem: invalidFields(errors) };
  return { event: { ...eventOf(input), occurredAt, reportedAt, attachments } };
}

export function invalidFields(errors: FieldError[]): Problem {
  return new Problem('invalid-fields', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}

function eventOf(input: EventInput): ReadEvent {
  const { eventId, title, description, place } = input;
  const { remark, ...coordinates } = readCoordinates(place?.longitude ?? undefined, place?.latitude ?? undefined);
  return {
    eventId,
    title,
    description,
    category: input.category ?? undefined,
    item: input.item ?? undefined,
    scene: input.scene ?? undefined,
    grade: input.grade ?? undefined,
    township: place?.township ?? undefined,
    grid: place?.grid ?? undefined,
    address: place?.address ?? undefined,
    crs: place?.crs ?? undefined,
    ...coordinates,
    reporter: input.reporter ?? undefined,
    remarks: remark ? [remark] : undefined,
  };
}

function readTime(name: string, text: string | null | undefined, now: Date, errors: FieldError[]): string | undefined {
  if (text === undefined || text === null) return undefined;
  const read = readInstant(text, now);
  if ('at' in read) return read.at;
  errors.push({ path: `$.${name}`, message: `${name} ${read.wrong}` });
  return undefined;
}

function readAttachment(input: AttachmentInput, index: number, errors: FieldError[]): ReadAttachment {
  const { name, mime, url, base64 } = input;
  if ((typeof url === 'string') === (typeof base64 === 'string'))
    errors.push({ path: `$.attachments[${index}]`, message: 'exactly one of url and base64 must be given' });
  return {
    name,
    ...(mime ? { mime } : {}),
    ...(url ? { url } : {}),
    ...(base64 ? { bytes: Buffer.from(base64, 'base64') } : {}),
  };
}
