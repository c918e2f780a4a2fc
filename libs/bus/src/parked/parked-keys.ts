import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Problem } from '#libs/runtime';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import { OperatorActs, type Operator } from '../operators/operator-acts.js';
import { begunTopics } from '../consumer/position.js';
import { skipped } from '../dead-letters/dead-letter-table.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { skippedLetterOf } from '../dead-letters/dead-letter-of.js';
import { ParkedKeyRow, type ParkedState } from './parked-key-row.entity.js';
import { listKeys, listMessages, type ParkedKeyView, type ParkedMessageView } from './parked-lists.js';
import { deleteKey, deleteParked, firstParked, hasParked, lockKey, updateKey } from './parked-table.js';
import { ParkedSignal } from './parked-signal.js';

export interface GroupKey {
  readonly group: string;
  readonly key: string;
}

/** Looking at the keys whose messages wait, and what an operator may do about one. Every act is one row in the audit. */
@Injectable()
export class ParkedKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signal: ParkedSignal,
    private readonly acts: OperatorActs,
  ) {}

  /** By group and key; `after` is the last one of the page before. */
  async list(filter: {
    group?: string;
    state?: ParkedState;
    key?: string;
    after?: GroupKey;
    limit: number;
  }): Promise<ParkedKeyView[]> {
    return listKeys(this.dataSource.manager, filter);
  }

  /** The messages of a key in the order in which they will be handled; `after` is the place of the last one before. */
  async messages(at: GroupKey, page: { after?: number; limit: number }): Promise<ParkedMessageView[]> {
    return listMessages(this.dataSource.manager, at, page);
  }

  /** Tries the first message now, whether it waits for its time, is dead or is held. Rejects with `not-found`. */
  async release(at: GroupKey, operator: Operator): Promise<void> {
    await this.act('release', at, operator, async (manager, header, now) => {
      if (!(await hasParked(manager, at.group, at.key))) return deleteKey(manager, at.group, at.key);
      await updateKey(manager, { ...acted(header, operator, now), state: 'retrying', dueAt: now });
    });
  }

  /** Keeps the key's messages, those to come too, until it is released; also where nothing has failed. */
  async hold(at: GroupKey, operator: Operator): Promise<void> {
    const groups = new Set((await begunTopics(this.dataSource.manager)).map(({ group }) => group));
    if (!groups.has(at.group))
      throw new Problem(
        'not-found',
        `No group ${at.group} has handled anything; the groups are ${[...groups].join(', ')}.`,
      );
    await this.holdFound(at, operator);
  }

  /** For who knows that the group is there, though it may not have handled anything yet. */
  async holdFound(at: GroupKey, operator: Operator): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const now = new Date();
      const header = (await lockKey(manager, at.group, at.key)) ?? (await this.newKey(manager, at));
      await updateKey(manager, { ...acted(header, operator, now), state: 'held', dueAt: null });
      await this.acts.write(manager, 'hold', { ...at }, operator);
    }).catch(raced);
  }

  /**
   * Puts the first message aside for good, as a skipped dead letter; the next one goes on. `messageId` says which one is
   * meant: rejects with `conflict` when another is first by now.
   */
  async skip(at: GroupKey & { messageId: string }, operator: Operator): Promise<void> {
    const { group, key, messageId } = at;
    await this.act('skip', { group, key, messageId }, operator, async (manager, header, now) => {
      const [first] = await firstParked(manager, group, key, 1);
      if (first?.messageId !== messageId)
        throw new Problem(
          'conflict',
          `The first message of that key is ${first ? first.messageId : 'none'} by now, not ${messageId}; look again.`,
        );
      if (first.deadLetterId) await skipped(manager, first.deadLetterId, operator, now);
      else await insertRows(manager, DeadLetterRow, [skippedLetterOf(first, header, operator, now)]);
      await deleteParked(manager, [first.place]);
      const row = { ...acted(header, operator, now), tries: 0, reason: null, fingerprint: null, firstFailedAt: null };
      const held = header.state === 'held';
      if (held || (await hasParked(manager, group, key)))
        await updateKey(manager, { ...row, lastFailedAt: null, ...(held ? {} : { state: 'retrying', dueAt: now }) });
      else await deleteKey(manager, group, key);
    });
  }

  private async act(
    act: string,
    at: GroupKey & { messageId?: string },
    operator: Operator,
    work: (manager: EntityManager, header: ParkedKeyRow, now: Date) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const now = new Date();
      const header = await lockKey(manager, at.group, at.key);
      if (!header) throw new Problem('not-found', `No message of that key waits in group ${at.group}.`);
      await work(manager, header, now);
      await this.acts.write(manager, act, { ...at }, operator);
    });
    this.signal.changed();
  }

  private async newKey(manager: EntityManager, { group, key }: GroupKey): Promise<ParkedKeyRow> {
    const row = Object.assign(new ParkedKeyRow(), { group, key, state: 'held', tries: 0 });
    await insertRows(manager, ParkedKeyRow, [row]);
    return { ...row, reason: null, fingerprint: null, firstFailedAt: null, lastFailedAt: null };
  }
}

function acted(header: ParkedKeyRow, { actor, reason }: Operator, now: Date): ParkedKeyRow {
  return { ...header, actedBy: actor, actedWhy: reason, actedAt: now };
}

/** Somebody parked or held the key in the same moment. */
function raced(error: unknown): never {
  if (isDuplicate(error)) throw new Problem('conflict', 'The key was parked in this moment; look again.');
  throw error;
}
