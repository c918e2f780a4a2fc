import type { ReadEvent } from '#libs/platforms';
import { check, readJson, readText } from '#libs/runtime';
import { readInstant } from '../domain/instant.js';
import { textErrors } from '../domain/text-errors.js';
import { invalidFields } from './read-event-input.js';
import { RegistrationInput } from './registration-input.js';

/** What the form does not say. */
export interface RegistrationCircumstances {
  eventId: string;
  /** Codes of the townships that may be chosen. */
  townships: readonly string[];
  /** Where the account belongs. */
  homeTownship: string | undefined;
  now: Date;
}

/** The body of a registration as an event. Throws `invalid-fields` with every wrong field, or what readJson throws. */
export function readRegistration(bytes: Uint8Array, given: RegistrationCircumstances): ReadEvent {
  const value = readJson(readText(bytes));
  const checked = check(RegistrationInput, value);
  const errors = [...textErrors(value), ...('errors' in checked ? checked.errors : [])];
  if ('errors' in checked) throw invalidFields(errors);
  const input = checked.value;
  const township = input.township ?? given.homeTownship;
  if (township !== undefined && !given.townships.includes(township))
    errors.push({ path: '$.township', message: `township must be one of ${given.townships.join(', ')}` });
  const time = typeof input.occurredAt === 'string' ? readInstant(input.occurredAt, given.now) : undefined;
  if (time && 'wrong' in time) errors.push({ path: '$.occurredAt', message: `occurredAt ${time.wrong}` });
  if (errors.length > 0) throw invalidFields(errors);
  return {
    eventId: given.eventId,
    title: input.title,
    description: input.description,
    occurredAt: time && 'at' in time ? time.at : undefined,
    category: input.category ?? undefined,
    item: input.item ?? undefined,
    grade: input.grade ?? undefined,
    township,
    address: input.address ?? undefined,
    reporter: input.reporter ?? undefined,
  };
}
