import type { EntityManager } from 'typeorm';
import { insertRows } from '#libs/store';
import { holdsItsKey, type Failed } from '../consumer/failed.js';
import type { Folded } from '../consumer/fold.js';
import { deadLetterOf, reasonOf } from '../dead-letters/dead-letter-of.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { diedAgain, replayed } from '../dead-letters/dead-letter-table.js';
import { fingerprintOf } from '../dead-letters/fingerprint.js';
import type { ParkedKeyRow } from './parked-key-row.entity.js';
import { deleteKey, deleteParked, hasParked, updateKey, type PlacedRow } from './parked-table.js';

export interface SettledRun {
  /** Locked. */
  readonly header: ParkedKeyRow;
  /** The key's first messages, in order. */
  readonly run: readonly PlacedRow[];
  /** What came of them. */
  readonly folded: Folded;
  readonly now: Date;
}

/**
 * Writes what came of a key's first messages: the handled ones leave, a failed one stays first or is dead, and the key waits
 * on, is due at once for the rest, or is free. Returns the dead letters that are new.
 */
export async function settleRun(
  manager: EntityManager,
  { header, run, folded, now }: SettledRun,
): Promise<DeadLetterRow[]> {
  const dealtWith = run.slice(0, folded.decided);
  const rowOf = (one: Failed): PlacedRow =>
    dealtWith.find(({ messageId }) => messageId === one.record.envelope.id) as PlacedRow;
  const failedRows = new Map(folded.failed.map((one) => [rowOf(one), one]));
  const waiting = new Set(folded.behind.map(({ envelope }) => envelope.id));
  const handled = dealtWith.filter((row) => !failedRows.has(row) && !waiting.has(row.messageId));
  await replayed(
    manager,
    handled.flatMap(({ deadLetterId }) => deadLetterId ?? []),
    now,
  );
  const letters = await bury(manager, header.group, failedRows, now);
  const holding = [...failedRows].find(([, one]) => holdsItsKey(one));
  const gone = [...handled, ...[...failedRows.keys()].filter((row) => row !== holding?.[0])];
  await deleteParked(
    manager,
    gone.map(({ place }) => place),
  );
  if (holding) await updateKey(manager, afterFailure(header, holding[1], holding[0] === run[0], now));
  else await goOn(manager, header, now);
  return letters;
}

/** Those that are dead: new letters are written and returned, those of an earlier death are brought up to date. */
async function bury(
  manager: EntityManager,
  group: string,
  failed: ReadonlyMap<PlacedRow, Failed>,
  now: Date,
): Promise<DeadLetterRow[]> {
  const letters: DeadLetterRow[] = [];
  for (const [row, one] of failed) {
    if (one.verdict.kind !== 'dead') continue;
    const letter = deadLetterOf(one, group, now);
    if (row.deadLetterId) {
      await diedAgain(manager, row.deadLetterId, letter);
      continue;
    }
    letters.push(letter);
    await manager.query('UPDATE bus_parked SET dead_letter_id = ? WHERE place = ?', [letter.id, row.place]);
  }
  await insertRows(manager, DeadLetterRow, letters);
  return letters;
}

function afterFailure(
  header: ParkedKeyRow,
  { record, error, verdict }: Failed,
  sameFirst: boolean,
  now: Date,
): ParkedKeyRow {
  return {
    ...header,
    state: verdict.kind === 'again' ? 'retrying' : 'dead',
    tries: sameFirst ? header.tries + 1 : 0,
    dueAt: verdict.kind === 'again' ? new Date(now.getTime() + verdict.afterMilliseconds) : null,
    reason: reasonOf(error),
    fingerprint: fingerprintOf(error, record.envelope.type),
    firstFailedAt: (sameFirst ? header.firstFailedAt : null) ?? now,
    lastFailedAt: now,
  };
}

/**
 * The first messages of a key have left: the next one is a new beginning, due at once unless a person holds the key; where none
 * is left, the key is free.
 */
export async function goOn(manager: EntityManager, header: ParkedKeyRow, now: Date): Promise<void> {
  const next = newBeginning(header, now);
  if (header.state === 'held') await updateKey(manager, { ...next, state: 'held', dueAt: null });
  else if (await hasParked(manager, header)) await updateKey(manager, next);
  else await deleteKey(manager, header);
}

function newBeginning(header: ParkedKeyRow, now: Date): ParkedKeyRow {
  return {
    ...header,
    state: 'retrying',
    tries: 0,
    dueAt: now,
    reason: null,
    fingerprint: null,
    firstFailedAt: null,
    lastFailedAt: null,
  };
}
