import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { MessageType } from '#libs/contracts';
import { fieldErrorsOf, quickInstance } from '#libs/runtime';
import type { StoredRecord } from '../envelope.js';

/** A record that no handler can be given. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** A message that a newer process has said: this one can't read it, and the same process after its upgrade can. */
export class NewerMessage extends Error {
  override readonly name = 'NewerMessage';
}

/**
 * The body of a record as an instance of its message class. Unknown fields are dropped, since messages grow.
 * Throws NewerMessage for a version from the future, UnreadableMessage for another type, a body that is no JSON or breaks the
 * class's rules.
 */
export function readMessage(record: StoredRecord, type: MessageType): object {
  const { envelope } = record;
  if (record.unreadable) throw new UnreadableMessage(record.unreadable);
  if (envelope.type !== type.name)
    throw new UnreadableMessage(`expected ${type.name} on ${record.topic}, found ${envelope.type}`);
  if (envelope.version > type.version)
    throw new NewerMessage(
      `${type.name} version ${envelope.version} is newer than this process (version ${type.version}); upgrade it`,
    );
  let plain: unknown;
  try {
    plain = JSON.parse(record.body);
  } catch (cause) {
    throw new UnreadableMessage(`the body is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new UnreadableMessage('the body is not a JSON object');
  const quick = quickInstance(type.body, plain, 'drop');
  if (quick) return quick;
  const body = plainToInstance(type.body, plain);
  const errors = fieldErrorsOf(validateSync(body, { whitelist: true }));
  if (errors.length > 0)
    throw new UnreadableMessage(errors.map((error) => `${error.path}: ${error.message}`).join('; '));
  return body;
}
