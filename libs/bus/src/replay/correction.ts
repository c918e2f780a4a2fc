import type { EntityManager } from 'typeorm';
import { messageTypes } from '#libs/contracts';
import { Problem } from '#libs/runtime';
import { readMessage } from '../consumer/read-message.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { topicOf, type Envelope } from '../envelope.js';

/** What is to be handled in place of the original, which is kept. What is left out stays as it was. */
export interface Correction {
  /** JSON text. */
  readonly body?: string;
  readonly type?: string;
  readonly version?: number;
  readonly key?: string;
}

/**
 * Envelope and body as they will be handled. Rejects with `invalid-fields` and the reason when no handler could read them:
 * an operator is told now, and not by another dead letter.
 */
export async function correctedText(
  manager: EntityManager,
  deadLetterId: string,
  { body, ...named }: Correction,
): Promise<{ envelope: string; body: string }> {
  const letter = await manager.findOneByOrFail(DeadLetterRow, { id: deadLetterId });
  const type = messageTypes.find(({ name }) => topicOf(name) === letter.topic);
  if (!type) throw new Problem('invalid-fields', `No message type belongs to ${letter.topic}; it can't be corrected.`);
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  const envelope: Envelope = { ...letter.envelope, ...given };
  const text = body ?? letter.body;
  try {
    const read = readMessage({ ...letter, envelope, body: text }, type);
    if (envelope.key !== type.key(read))
      throw new Error(`its key would be ${envelope.key}, that of its body is ${type.key(read)}`);
  } catch (cause) {
    throw new Problem('invalid-fields', `The corrected message can't be handled: ${(cause as Error).message}`, {
      cause,
    });
  }
  return { envelope: JSON.stringify(envelope), body: text };
}
