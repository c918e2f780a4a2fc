import type { EntityManager } from 'typeorm';
import { insertRows } from '#libs/store';
import type { Envelope, StoredRecord } from '../envelope.js';
import { parkedRow } from '../parked/park.js';
import { ParkedKeyRow } from '../parked/parked-key-row.entity.js';
import { ParkedRow } from '../parked/parked-row.entity.js';
import { goOn } from '../parked/settle-run.js';
import { deleteParked, firstParked, lockKey, updateKey, type PlacedRow } from '../parked/parked-table.js';
import type { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';

/** A record that is to be given to a group once more. */
export interface Gift {
  readonly group: string;
  readonly record: StoredRecord;
  readonly replayId: string;
  readonly deadLetterId?: string;
  readonly again?: boolean;
}

/** Parks the record behind whatever waits of its key, to be tried now if that is nothing: so a replay overtakes nothing. */
export async function parkGift(
  manager: EntityManager,
  { group, record, replayId, deadLetterId, again }: Gift,
  now: Date,
): Promise<void> {
  const at = { group, topic: record.topic, key: record.envelope.key };
  if (!(await lockKey(manager, at)))
    await insertRows(manager, ParkedKeyRow, [
      Object.assign(new ParkedKeyRow(), { ...at, state: 'retrying', tries: 0, dueAt: now }),
    ]);
  await insertRows(manager, ParkedRow, [parkedRow(record, { group, parkedAt: now, deadLetterId, again, replayId })]);
}

/**
 * Gives a dead letter to its group once more, as it came or corrected. Returns the reason when it must not be: something
 * older of its key waits.
 */
export async function giveLetter(
  manager: EntityManager,
  letter: DeadLetterRow,
  replayId: string,
  now: Date,
): Promise<string | undefined> {
  const record = recordOf(letter);
  const refused = await giveRecord(manager, letter, record, replayId, now);
  if (refused === undefined && record.envelope.key !== letter.messageKey) await leaveOldKey(manager, letter, now);
  return refused;
}

async function giveRecord(
  manager: EntityManager,
  letter: DeadLetterRow,
  record: StoredRecord,
  replayId: string,
  now: Date,
): Promise<string | undefined> {
  const { group } = letter;
  const at = { group, topic: record.topic, key: record.envelope.key };
  const header = await lockKey(manager, at);
  if (!header) {
    await parkGift(manager, { group, record, replayId, deadLetterId: letter.id }, now);
    return undefined;
  }
  const [first] = await firstParked(manager, at, 1);
  if (first?.deadLetterId === letter.id) {
    await replaceParked(manager, first, record, replayId);
    await updateKey(manager, { ...header, state: 'retrying', dueAt: now });
    return undefined;
  }
  if (first && first.replayId !== replayId)
    return `message ${first.messageId} of the same key waits before it: see to that one first`;
  if (!first && header.state === 'held') return 'the key is held: release it first';
  await parkGift(manager, { group, record, replayId, deadLetterId: letter.id }, now);
  return undefined;
}

/** The correction has given it another key: nothing waits for it under the one that it came with, and what does may go on. */
async function leaveOldKey(
  manager: EntityManager,
  { group, topic, messageKey, id }: DeadLetterRow,
  now: Date,
): Promise<void> {
  const at = { group, topic, key: messageKey };
  const header = await lockKey(manager, at);
  const [first] = header ? await firstParked(manager, at, 1) : [];
  if (!header || first?.deadLetterId !== id) return;
  await deleteParked(manager, [first.place]);
  await goOn(manager, header, now);
}

/** The letter's record, corrected where it was; without the headers that earlier failures put there. */
export function recordOf(letter: DeadLetterRow): StoredRecord {
  const envelope = letter.correctedEnvelope ? (JSON.parse(letter.correctedEnvelope) as Envelope) : letter.envelope;
  const { headers: _, ...own } = envelope;
  return {
    topic: letter.topic,
    partition: letter.partition,
    offset: letter.offset,
    envelope: own,
    body: letter.correctedBody ?? letter.body,
  };
}

async function replaceParked(
  manager: EntityManager,
  { place }: PlacedRow,
  { envelope, body }: StoredRecord,
  replayId: string,
): Promise<void> {
  const text = JSON.stringify(envelope);
  await manager.query('UPDATE bus_parked SET envelope = ?, body = ?, size = ?, replay_id = ? WHERE place = ?', [
    text,
    body,
    Buffer.byteLength(body) + text.length,
    replayId,
    place,
  ]);
}
