import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Problem } from '#libs/runtime';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import { OperatorActs, type Operator } from '../operators/operator-acts.js';
import { begunTopics } from '../consumer/position.js';
import { skipped } from '../dead-letters/dead-letter-table.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { skippedLetterOf } from '../dead-letters/dead-letter-of.js';
import { HandlerRow } from '../handlers/handler-row.entity.js';
import { topicOf } from '../envelope.js';
import { goOn } from './settle-run.js';
import { ParkedKeyRow, type ParkedAt, type ParkedState } from './parked-key-row.entity.js';
import { listKeys, listMessages, type ParkedKeyView, type ParkedMessageView } from './parked-lists.js';
import {
  deleteKey,
  deleteParked,
  firstParked,
  hasParked,
  lockKey,
  lockKeys,
  updateKey,
  type PlacedRow,
} from './parked-table.js';
import { ParkedSignal } from './parked-signal.js';

/** A key of a group: on one topic, or on all that the group hears. */
export interface GroupKey {
  readonly group: string;
  readonly key: string;
  readonly topic?: string;
}

/** Looking at the keys whose messages wait, and what an operator may do about one. Every act is one row in the audit. */
@Injectable()
export class ParkedKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signal: ParkedSignal,
    private readonly acts: OperatorActs,
  ) {}

  /** By group, key and topic; `after` is the last one of the page before. */
  async list(filter: {
    group?: string;
    state?: ParkedState;
    key?: string;
    after?: ParkedAt;
    limit: number;
  }): Promise<ParkedKeyView[]> {
    return listKeys(this.dataSource.manager, filter);
  }

  /** The messages of a key, each topic's in the order in which they will be handled; `after` is the place of the last one before. */
  async messages(at: GroupKey, page: { after?: number; limit: number }): Promise<ParkedMessageView[]> {
    return listMessages(this.dataSource.manager, at, page);
  }

  /** Tries the first message now, whether it waits for its time, is dead or is held. Rejects with `not-found`. */
  async release(at: GroupKey, operator: Operator): Promise<void> {
    await this.act('release', at, operator, async (manager, now) => {
      const headers = await this.parked(manager, at);
      for (const header of headers) {
        if (!(await hasParked(manager, header))) await deleteKey(manager, header);
        else await updateKey(manager, { ...acted(header, operator, now), state: 'retrying', dueAt: now });
      }
    });
  }

  /** Keeps the key's messages, those to come too, until it is released; also where nothing has failed. */
  async hold(at: GroupKey, operator: Operator): Promise<void> {
    const work = async (manager: EntityManager, now: Date): Promise<void> => {
      for (const topic of await this.heard(manager, at)) {
        const one = { group: at.group, topic, key: at.key };
        const header = (await lockKey(manager, one)) ?? (await newKey(manager, one));
        await updateKey(manager, { ...acted(header, operator, now), state: 'held', dueAt: null });
      }
    };
    await this.act('hold', at, operator, work).catch(raced);
  }

  /**
   * Puts the first message aside for good, as a skipped dead letter; the next one goes on. `messageId` says which one is
   * meant: rejects with `conflict` when another is first by now.
   */
  async skip({ messageId, ...at }: GroupKey & { messageId: string }, operator: Operator): Promise<void> {
    await this.act('skip', { ...at, messageId }, operator, async (manager, now) => {
      const headers = await this.parked(manager, at);
      const firsts: string[] = [];
      for (const header of headers) {
        const [first] = await firstParked(manager, header, 1);
        if (first?.messageId === messageId) return putAside(manager, header, first, operator, now);
        if (first) firsts.push(first.messageId);
      }
      const are = firsts.length > 0 ? firsts.join(', ') : 'none';
      throw new Problem('conflict', `${messageId} is not the first message of that key by now (${are}); look again.`);
    });
  }

  private async act(
    act: string,
    at: GroupKey & { messageId?: string },
    operator: Operator,
    work: (manager: EntityManager, now: Date) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await work(manager, new Date());
      await this.acts.write(manager, act, { ...at }, operator);
    });
    this.signal.changed();
  }

  /** The header rows, locked. Rejects with `not-found` when nothing waits. */
  private async parked(manager: EntityManager, { group, key, topic }: GroupKey): Promise<ParkedKeyRow[]> {
    const headers = await lockKeys(manager, group, key);
    const meant = headers.filter((header) => topic === undefined || header.topic === topic);
    if (meant.length === 0) throw new Problem('not-found', `No message of that key waits in group ${group}.`);
    return meant;
  }

  private async heard(manager: EntityManager, { group, topic }: GroupKey): Promise<string[]> {
    const topics = (await manager.find(HandlerRow, { where: { group } })).map(({ type }) => topicOf(type));
    const begun = (await begunTopics(manager)).filter((one) => one.group === group).map((one) => one.topic);
    const all = [...new Set([...topics, ...begun])].toSorted();
    const meant = topic === undefined ? all : all.filter((one) => one === topic);
    if (meant.length === 0)
      throw new Problem(
        'not-found',
        `No group ${group} hears ${topic ?? 'anything'}: see the policies that are in force.`,
      );
    return meant;
  }
}

async function putAside(
  manager: EntityManager,
  header: ParkedKeyRow,
  first: PlacedRow,
  operator: Operator,
  now: Date,
): Promise<void> {
  if (first.deadLetterId) await skipped(manager, first.deadLetterId, operator, now);
  else await insertRows(manager, DeadLetterRow, [skippedLetterOf(first, header, operator, now)]);
  await deleteParked(manager, [first.place]);
  await goOn(manager, acted(header, operator, now), now);
}

async function newKey(manager: EntityManager, at: ParkedAt): Promise<ParkedKeyRow> {
  const row = Object.assign(new ParkedKeyRow(), { ...at, state: 'held', tries: 0 });
  await insertRows(manager, ParkedKeyRow, [row]);
  return { ...row, reason: null, fingerprint: null, firstFailedAt: null, lastFailedAt: null };
}

function acted(header: ParkedKeyRow, { actor, reason }: Operator, now: Date): ParkedKeyRow {
  return { ...header, actedBy: actor, actedWhy: reason, actedAt: now };
}

/** Somebody parked or held the key in the same moment. */
function raced(error: unknown): never {
  if (isDuplicate(error)) throw new Problem('conflict', 'The key was parked in this moment; look again.');
  throw error;
}
