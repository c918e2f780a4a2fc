import { In, type EntityManager } from 'typeorm';
import { forUpdate, marks, writeTime } from '#libs/store';
import type { Operator } from '../operators/operator-acts.js';
import { DeadLetterRow, type DeadLetterState } from './dead-letter-row.entity.js';

/** They were handled after all. */
export async function replayed(manager: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await manager.query(`UPDATE bus_dead_letter SET state = 'replayed', settled_at = ? WHERE id IN (${marks(ids)})`, [
    writeTime(now),
    ...ids,
  ]);
}

/** Given another try, it failed once more. */
export async function diedAgain(manager: EntityManager, id: string, failure: DeadLetterRow): Promise<void> {
  await manager.query(
    `UPDATE bus_dead_letter SET state = 'open', failures = failures + 1, tries = tries + ?, failed_at = ?, reason = ?,
     fingerprint = ? WHERE id = ?`,
    [failure.tries, writeTime(failure.failedAt), failure.reason, failure.fingerprint, id],
  );
}

/** A person has said that it is not to be handled. */
export async function skipped(
  manager: EntityManager,
  id: string,
  { actor, reason }: Operator,
  now: Date,
): Promise<void> {
  await manager.query(
    "UPDATE bus_dead_letter SET state = 'skipped', settled_at = ?, settled_by = ?, settled_why = ? WHERE id = ?",
    [writeTime(now), actor, reason, id],
  );
}

/** Those that a run has chosen and not dealt with yet, in the order of the log; locked. */
export async function chosenLetters(manager: EntityManager, replayId: string, limit: number): Promise<DeadLetterRow[]> {
  const ids = (await manager.query(
    `SELECT id FROM bus_dead_letter WHERE replay_id = ? AND state = 'chosen'
     ORDER BY topic, log_partition, log_offset, id LIMIT ? ${forUpdate(manager)}`,
    [replayId, limit],
  )) as { id: string }[];
  const letters = await manager.findBy(DeadLetterRow, { id: In(ids.map(({ id }) => id)) });
  const byId = new Map(letters.map((letter) => [letter.id, letter]));
  return ids.flatMap(({ id }) => byId.get(id) ?? []);
}

/** What a run has done with one that it had chosen. */
export async function settleChosen(
  manager: EntityManager,
  id: string,
  state: DeadLetterState,
  { startedBy, why }: { startedBy: string; why: string },
): Promise<void> {
  await manager.query('UPDATE bus_dead_letter SET state = ?, settled_by = ?, settled_why = ? WHERE id = ?', [
    state,
    ...(state === 'open' ? [null, null] : [startedBy, why]),
    id,
  ]);
}

export async function countOpenLetters(manager: EntityManager): Promise<number> {
  const rows = (await manager.query("SELECT COUNT(*) AS n FROM bus_dead_letter WHERE state = 'open'")) as {
    n: unknown;
  }[];
  return Number(rows[0]?.n ?? 0);
}
