import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, insertRows, marks } from '#libs/store';
import { SENDER } from '../outbox/unsendable.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { chosenLetters, settleChosen } from '../dead-letters/dead-letter-table.js';
import type { StoredRecord } from '../envelope.js';
import { knownIds } from '../consumer/inbox.js';
import { InboxRow } from '../persistence/inbox-row.entity.js';
import { Transport } from '../transport.js';
import { giveLetter, parkGift, recordOf } from './give-again.js';
import { addProgress, readReplay, type Progress, type Refusal, type Replay, type Span } from './replay-row.js';
import type { RangeSelection } from './selection.js';

const READ_BYTES = 4 * 1024 * 1024;
const NOTHING: Progress = { taken: 0, passed: 0, refusals: [] };

/** The work of a run, portion by portion; each is one transaction, so a run goes on where it was, whoever has it. */
@Injectable()
export class ReplayWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transport: Transport,
  ) {}

  /** Deals with at most `count` messages; returns with how many, 0 when the run is at its end. */
  async portion(id: string, count: number): Promise<number> {
    return (await this.letters(id, count)) || (await this.range(id, count));
  }

  private async letters(id: string, count: number): Promise<number> {
    const { dealtWith, afterCommit } = await inTransaction(this.dataSource, async (manager) => {
      const replay = await readReplay(manager, id, true);
      const letters = replay?.state === 'running' ? await chosenLetters(manager, id, count) : [];
      if (!replay || letters.length === 0) return { dealtWith: 0, afterCommit: undefined };
      const refusals: Refusal[] = [];
      const corrected: StoredRecord[] = [];
      for (const letter of letters) {
        const reason = await this.give(manager, letter, id, corrected);
        if (reason !== undefined) refusals.push({ deadLetterId: letter.id, reason });
        const state = reason === undefined ? (letter.group === SENDER ? 'replayed' : 'replaying') : 'open';
        await settleChosen(manager, letter.id, state, replay);
      }
      await addProgress(manager, replay, { taken: letters.length - refusals.length, passed: 0, refusals });
      return { dealtWith: letters.length, afterCommit: await this.transport.appendWithin(manager, corrected) };
    });
    await afterCommit?.();
    return dealtWith;
  }

  /** What never came to the log has no group: corrected, it is said after all. */
  private async give(
    manager: EntityManager,
    letter: DeadLetterRow,
    replayId: string,
    corrected: StoredRecord[],
  ): Promise<string | undefined> {
    if (letter.group !== SENDER) return giveLetter(manager, letter, replayId, new Date());
    if (letter.correctedBody === null) return 'it is too large for the log: give a corrected body';
    corrected.push(recordOf(letter));
    return undefined;
  }

  private async range(id: string, count: number): Promise<number> {
    const before = await readReplay(this.dataSource.manager, id);
    const span = before?.spans.find(({ next, end }) => next < end);
    if (before?.selection.kind !== 'range' || before.state !== 'running' || !span) return 0;
    const { topic } = before.selection;
    const bounds = { maxRecords: count, maxBytes: READ_BYTES };
    const found = await this.transport.read(topic, span.partition, span.next, bounds);
    const records = found.filter(({ offset }) => offset < span.end);
    const last = found.at(-1);
    const next = last && records.length === found.length ? last.offset + 1 : span.end;
    await inTransaction(this.dataSource, async (manager) => {
      const replay = await readReplay(manager, id, true);
      // Somebody else has read on meanwhile, or the run was stopped.
      if (replay?.state !== 'running' || !sameSpan(replay, span)) return;
      const progress = await this.take(manager, replay, before.selection as RangeSelection, records);
      const spans = replay.spans.map((one) => (one.partition === span.partition ? { ...one, next } : one));
      await addProgress(manager, replay, { ...progress, spans });
    });
    return Math.max(records.length, 1);
  }

  private async take(
    manager: EntityManager,
    replay: Replay,
    { group, again }: RangeSelection,
    records: readonly StoredRecord[],
  ): Promise<Progress> {
    const now = new Date();
    const ids = records.map(({ envelope }) => envelope.id);
    if (ids.length === 0) return NOTHING;
    const known = await knownIds(manager, group, ids);
    const waiting = await idsIn(manager, 'bus_parked WHERE consumer_group = ?', group, ids);
    const dead = await idsIn(manager, "bus_dead_letter WHERE state = 'open' AND consumer_group = ?", group, ids);
    await choose(manager, replay, group, [...dead]);
    let taken = 0;
    for (const record of records) {
      const { id } = record.envelope;
      if (record.unreadable || waiting.has(id) || dead.has(id) || (known.has(id) && !again)) continue;
      await parkGift(manager, { group, record, replayId: replay.id, again: known.has(id) }, now);
      if (!known.has(id))
        await insertRows(manager, InboxRow, [Object.assign(new InboxRow(), { group, messageId: id, handledAt: now })]);
      known.add(id);
      waiting.add(id);
      taken++;
    }
    return { taken, passed: records.length - taken - dead.size, refusals: [] };
  }
}

function sameSpan(replay: Replay, { partition, next }: Span): boolean {
  return replay.spans.some((one) => one.partition === partition && one.next === next);
}

async function idsIn(
  manager: EntityManager,
  from: string,
  group: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = (await manager.query(`SELECT message_id FROM ${from} AND message_id IN (${marks(ids)})`, [
    group,
    ...ids,
  ])) as { message_id: string }[];
  return new Set(rows.map((row) => row.message_id));
}

/** Dead letters that stand in the range go with the run as dead letters do. */
async function choose(
  manager: EntityManager,
  { id }: Replay,
  group: string,
  messageIds: readonly string[],
): Promise<void> {
  if (messageIds.length === 0) return;
  await manager.query(
    `UPDATE bus_dead_letter SET state = 'chosen', replay_id = ? WHERE state = 'open' AND consumer_group = ? AND message_id IN (${marks(messageIds)})`,
    [id, group, ...messageIds],
  );
}
