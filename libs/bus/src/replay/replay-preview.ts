import type { EntityManager } from 'typeorm';
import { Problem } from '#libs/runtime';
import { marks, writeTime } from '#libs/store';
import { knownIds } from '../consumer/inbox.js';
import { Transport } from '../transport.js';
import { spansOf } from './spans.js';
import { whereOf, type LetterSelection, type RangeSelection, type ReplaySelection } from './selection.js';

const SAMPLE = 20;
/** Records of a range that a preview looks at. */
const MOST = 20_000;
const PAGE = { maxRecords: 1_000, maxBytes: 4 * 1024 * 1024 };

/** What a run would do. */
export interface Preview {
  /** Dead letters, or records of the range. */
  readonly found: number;
  /** Of these, what would be given to the group once more. */
  readonly taken: number;
  /** Dead letters whose key waits for something older, so that they would be refused. */
  readonly refused: number;
  /** Ids of the first messages that would be taken. */
  readonly sample: readonly string[];
  /** False when the range is longer than a preview reads: then the numbers are of its beginning. */
  readonly complete: boolean;
}

export async function previewOf(
  manager: EntityManager,
  transport: Transport,
  selection: ReplaySelection,
): Promise<Preview> {
  return selection.kind === 'range' ? previewRange(manager, transport, selection) : previewLetters(manager, selection);
}

/** A letter whose key waits, and not for the letter itself. */
const BEHIND = `EXISTS (SELECT 1 FROM bus_parked_key k WHERE k.consumer_group = d.consumer_group AND k.topic = d.topic AND k.message_key = d.message_key)
  AND NOT EXISTS (SELECT 1 FROM bus_parked p WHERE p.dead_letter_id = d.id)`;

async function previewLetters(manager: EntityManager, selection: LetterSelection): Promise<Preview> {
  const conditions = whereOf(selection, writeTime);
  if (!conditions)
    throw new Problem('invalid-fields', 'Say which dead letters: by id, key, fingerprint or another condition.');
  const where = `FROM bus_dead_letter d WHERE state = 'open' AND ${conditions.where}`;
  const count = async (more = ''): Promise<number> => {
    const rows = (await manager.query(`SELECT COUNT(*) AS n ${where} ${more}`, conditions.values)) as { n: unknown }[];
    return Number(rows[0]?.n ?? 0);
  };
  const [found, refused] = [await count(), await count(`AND ${BEHIND}`)];
  const rows = (await manager.query(
    `SELECT message_id ${where} AND NOT (${BEHIND}) ORDER BY topic, log_partition, log_offset LIMIT ${SAMPLE}`,
    conditions.values,
  )) as { message_id: string }[];
  return { found, taken: found - refused, refused, sample: rows.map((row) => row.message_id), complete: true };
}

async function previewRange(manager: EntityManager, transport: Transport, range: RangeSelection): Promise<Preview> {
  const spans = await spansOf(manager, transport, range);
  const sample: string[] = [];
  let found = 0;
  let taken = 0;
  for (const { partition, next, end } of spans) {
    for (let at = next; at < end;) {
      if (found >= MOST) return { found, taken, refused: 0, sample, complete: false };
      const page = await transport.read(range.topic, partition, at, PAGE);
      const records = page.filter(({ offset, unreadable }) => offset < end && !unreadable);
      const ids = records.map(({ envelope }) => envelope.id);
      const known = range.again || ids.length === 0 ? new Set<string>() : await notToBeTaken(manager, range.group, ids);
      const would = ids.filter((id) => !known.has(id));
      found += ids.length;
      taken += would.length;
      sample.push(...would.slice(0, SAMPLE - sample.length));
      const last = page.at(-1);
      at = last ? last.offset + 1 : end;
    }
  }
  return { found, taken, refused: 0, sample, complete: true };
}

/** Handled, or waiting; an open dead letter would be taken. */
async function notToBeTaken(manager: EntityManager, group: string, ids: readonly string[]): Promise<Set<string>> {
  const known = await knownIds(manager, group, ids);
  const rows = (await manager.query(
    `SELECT message_id FROM bus_dead_letter WHERE state = 'open' AND consumer_group = ? AND message_id IN (${marks(ids)})`,
    [group, ...ids],
  )) as { message_id: string }[];
  for (const row of rows) known.delete(row.message_id);
  return known;
}
