import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '#libs/runtime';
import { insertRows } from '#libs/store';
import { OperatorActRow } from './operator-act-row.entity.js';

/** Who does it, and why: nothing is done to the bus by hand without both. */
export interface Operator {
  readonly actor: string;
  readonly reason: string;
}

/** The book of what operators did to the bus. */
@Injectable()
export class OperatorActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Within the transaction of the act itself, so that none is done unseen and none is written that was not done. */
  async write(
    manager: EntityManager,
    act: string,
    target: Readonly<Record<string, unknown>>,
    { actor, reason }: Operator,
  ): Promise<void> {
    const row = { id: randomUUID(), actedAt: this.clock.now(), actor, act, target, reason };
    await insertRows(manager, OperatorActRow, [Object.assign(new OperatorActRow(), row)]);
  }

  /** Newest first; `after` is the last one of the page before. */
  async list(limit: number, after?: { actedAt: Date; id: string }): Promise<OperatorActRow[]> {
    const query = this.dataSource.getRepository(OperatorActRow).createQueryBuilder('a');
    if (after)
      query.where('(a.actedAt < :time OR (a.actedAt = :time AND a.id < :id))', { time: after.actedAt, id: after.id });
    return query.orderBy('a.actedAt', 'DESC').addOrderBy('a.id', 'DESC').take(limit).getMany();
  }
}
