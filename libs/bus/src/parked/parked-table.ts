import type { EntityManager } from 'typeorm';
import { forUpdate, marks, readTime, writeTime } from '#libs/store';
import type { ParkedAt, ParkedKeyRow, ParkedState } from './parked-key-row.entity.js';
import type { ParkedRow } from './parked-row.entity.js';
import { countWithin } from '../within-bytes.js';

/** With fewer parked keys than this in a group and topic, one look without a list of keys finds them all. */
const FEW = 500;
const CHUNK = 500;
const BOUNDS = { rows: 200, bytes: 4 * 1024 * 1024 };

const AT = 'consumer_group = ? AND topic = ? AND message_key = ?';

/** A parked message with the number that gives its order. */
export type PlacedRow = ParkedRow & { readonly place: number };

/** Those of the keys that are parked, their header rows locked until the transaction ends. Mostly there are none: one cheap look. */
export async function parkedAmong(
  manager: EntityManager,
  { group, topic }: { group: string; topic: string },
  keys: Iterable<string>,
): Promise<Set<string>> {
  const wanted = new Set(keys);
  const all = await namesOf(manager, 'consumer_group = ? AND topic = ? LIMIT ?', [group, topic, FEW]);
  const perhaps = all.length < FEW ? all.filter((key) => wanted.has(key)) : [...wanted];
  const parked = new Set<string>();
  for (let at = 0; at < perhaps.length; at += CHUNK) {
    const some = perhaps.slice(at, at + CHUNK).toSorted();
    const locked = await namesOf(
      manager,
      `consumer_group = ? AND topic = ? AND message_key IN (${marks(some)}) ORDER BY message_key ${forUpdate(manager)}`,
      [group, topic, ...some],
    );
    for (const key of locked) parked.add(key);
  }
  return parked;
}

async function namesOf(manager: EntityManager, where: string, values: unknown[]): Promise<string[]> {
  const rows = (await manager.query(`SELECT message_key FROM bus_parked_key WHERE ${where}`, values)) as {
    message_key: string;
  }[];
  return rows.map((row) => row.message_key);
}

/** The header row, locked; undefined when there is none, or with `unlessLocked` when another transaction has it. */
export async function lockKey(
  manager: EntityManager,
  at: ParkedAt,
  wait: 'wait' | 'unlessLocked' = 'wait',
): Promise<ParkedKeyRow | undefined> {
  const lock = forUpdate(manager);
  const rows = (await manager.query(
    `SELECT * FROM bus_parked_key WHERE ${AT} ${lock && wait === 'unlessLocked' ? `${lock} SKIP LOCKED` : lock}`,
    valuesOf(at),
  )) as Record<string, unknown>[];
  return rows[0] && keyRow(rows[0]);
}

export interface DueKey extends ParkedAt {
  /** False when its first message has failed and may fail again: then it is tried alone. */
  readonly clean: boolean;
}

/** The header rows of a key on whatever topics, locked. */
export async function lockKeys(manager: EntityManager, group: string, key: string): Promise<ParkedKeyRow[]> {
  const rows = (await manager.query(
    `SELECT * FROM bus_parked_key WHERE consumer_group = ? AND message_key = ? ORDER BY topic ${forUpdate(manager)}`,
    [group, key],
  )) as Record<string, unknown>[];
  return rows.map(keyRow);
}

/** Of these groups, the keys whose first message is to be tried now, those that are due longest first. */
export async function dueKeys(
  manager: EntityManager,
  groups: readonly string[],
  now: Date,
  limit: number,
): Promise<DueKey[]> {
  // A failure in the future: the clock has been put back since, and nobody waits for it to come round again.
  const ahead = new Date(now.getTime() + 60_000);
  const rows = (await manager.query(
    `SELECT consumer_group, topic, message_key, reason IS NULL AS clean FROM bus_parked_key
     WHERE state = 'retrying' AND consumer_group IN (${marks(groups)}) AND (due_at <= ? OR last_failed_at > ?)
     ORDER BY due_at LIMIT ?`,
    [...groups, writeTime(now), writeTime(ahead), limit],
  )) as { consumer_group: string; topic: string; message_key: string; clean: unknown }[];
  return rows.map(({ consumer_group: group, topic, message_key: key, clean }) => ({
    group,
    topic,
    key,
    clean: Number(clean) === 1,
  }));
}

/** When the next key of these groups is due; undefined when none is waiting for its time. */
export async function nextDue(manager: EntityManager, groups: readonly string[]): Promise<Date | undefined> {
  const rows = (await manager.query(
    `SELECT MIN(due_at) AS due FROM bus_parked_key WHERE state = 'retrying' AND consumer_group IN (${marks(groups)})`,
    [...groups],
  )) as { due: unknown }[];
  return rows[0]?.due ? readTime(rows[0].due) : undefined;
}

/** The first messages of a key, in order; at least one if there is any. */
export async function firstParked(
  manager: EntityManager,
  at: ParkedAt,
  rows: number = BOUNDS.rows,
): Promise<PlacedRow[]> {
  const where = `FROM bus_parked WHERE ${AT} ORDER BY place LIMIT ?`;
  const sizes = (await manager.query(`SELECT size ${where}`, [...valuesOf(at), rows])) as { size: number }[];
  const count = countWithin(sizes, BOUNDS.bytes);
  if (count === 0) return [];
  return ((await manager.query(`SELECT * ${where}`, [...valuesOf(at), count])) as Record<string, unknown>[]).map(
    placedRow,
  );
}

export async function hasParked(manager: EntityManager, at: ParkedAt): Promise<boolean> {
  const rows = (await manager.query(`SELECT place FROM bus_parked WHERE ${AT} LIMIT 1`, valuesOf(at))) as unknown[];
  return rows.length > 0;
}

export async function deleteParked(manager: EntityManager, places: readonly number[]): Promise<void> {
  for (let at = 0; at < places.length; at += CHUNK) {
    const some = places.slice(at, at + CHUNK);
    await manager.query(`DELETE FROM bus_parked WHERE place IN (${marks(some)})`, [...some]);
  }
}

/** Puts a key off that could not be worked on, so that those behind it have their turn. */
export async function postponeKey(manager: EntityManager, at: ParkedAt, until: Date): Promise<void> {
  await manager.query(`UPDATE bus_parked_key SET due_at = ? WHERE ${AT} AND state = 'retrying'`, [
    writeTime(until),
    ...valuesOf(at),
  ]);
}

export async function deleteKey(manager: EntityManager, at: ParkedAt): Promise<void> {
  await manager.query(`DELETE FROM bus_parked_key WHERE ${AT}`, valuesOf(at));
}

/** Writes a locked header row back. */
export async function updateKey(manager: EntityManager, row: ParkedKeyRow): Promise<void> {
  const time = (value: Date | null): string | null => value && writeTime(value);
  await manager.query(
    `UPDATE bus_parked_key SET state = ?, tries = ?, due_at = ?, reason = ?, fingerprint = ?, first_failed_at = ?,
     last_failed_at = ?, acted_by = ?, acted_why = ?, acted_at = ? WHERE ${AT}`,
    [
      row.state,
      row.tries,
      time(row.dueAt),
      row.reason,
      row.fingerprint,
      time(row.firstFailedAt),
      time(row.lastFailedAt),
      row.actedBy,
      row.actedWhy,
      time(row.actedAt),
      ...valuesOf(row),
    ],
  );
}

/** By state: how many keys, and since when the one that waits longest does. */
export async function countKeys(
  manager: EntityManager,
): Promise<{ state: ParkedState; keys: number; since: Date | undefined }[]> {
  const rows = (await manager.query(
    'SELECT state, COUNT(*) AS keys_in_it, MIN(first_failed_at) AS since FROM bus_parked_key GROUP BY state',
  )) as { state: ParkedState; keys_in_it: unknown; since: unknown }[];
  return rows.map(({ state, keys_in_it: keys, since }) => ({
    state,
    keys: Number(keys),
    since: since ? readTime(since) : undefined,
  }));
}

export function keyRow(raw: Record<string, unknown>): ParkedKeyRow {
  const time = (value: unknown): Date | null => (value === null ? null : readTime(value));
  return {
    group: raw.consumer_group as string,
    topic: raw.topic as string,
    key: raw.message_key as string,
    state: raw.state as ParkedState,
    tries: Number(raw.tries),
    dueAt: time(raw.due_at),
    reason: raw.reason as string | null,
    fingerprint: raw.fingerprint as string | null,
    firstFailedAt: time(raw.first_failed_at),
    lastFailedAt: time(raw.last_failed_at),
    actedBy: raw.acted_by as string | null,
    actedWhy: raw.acted_why as string | null,
    actedAt: time(raw.acted_at),
  };
}

function placedRow(raw: Record<string, unknown>): PlacedRow {
  return {
    place: Number(raw.place),
    group: raw.consumer_group as string,
    key: raw.message_key as string,
    messageId: raw.message_id as string,
    topic: raw.topic as string,
    partition: Number(raw.log_partition),
    offset: Number(raw.log_offset),
    size: Number(raw.size),
    envelope: raw.envelope as string,
    body: raw.body as string,
    parkedAt: readTime(raw.parked_at),
    deadLetterId: raw.dead_letter_id as string | null,
    again: Number(raw.again) === 1,
    replayId: raw.replay_id as string | null,
  };
}

function valuesOf({ group, topic, key }: ParkedAt): [string, string, string] {
  return [group, topic, key];
}
