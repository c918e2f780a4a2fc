import type { EntityManager } from 'typeorm';
import { insertRows } from '#libs/store';
import { deadLetterOf } from '../dead-letters/dead-letter-of.js';
import type { LogRecord } from '../envelope.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';

/** Stands in place of a group: it never came to any. */
export const SENDER = '(outbox)';
const NOWHERE = { partition: -1, offset: -1 };

class Unsendable extends Error {
  override readonly name = 'Unsendable';
}

/** Keeps messages that the log can never take as dead letters, inside the caller's transaction. */
export async function writeUnsendable(
  manager: EntityManager,
  messages: readonly { record: LogRecord; reason: string }[],
): Promise<void> {
  const now = new Date();
  const letters = messages.map(({ record, reason }) =>
    deadLetterOf({ record: { ...record, ...NOWHERE }, error: new Unsendable(reason), tries: 0 }, SENDER, now),
  );
  await insertRows(manager, DeadLetterRow, letters);
}
