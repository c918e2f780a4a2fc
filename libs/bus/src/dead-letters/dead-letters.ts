import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { Problem } from '#libs/runtime';
import { readTime } from '#libs/store';
import { DeadLetterRow, type DeadLetterState } from './dead-letter-row.entity.js';

export interface DeadLetterFilter {
  readonly state?: DeadLetterState;
  readonly group?: string;
  readonly fingerprint?: string;
  readonly key?: string;
  readonly type?: string;
}

/** Failures of one cause: error class, first own stack frame and message type. */
export interface FailureGroup {
  readonly fingerprint: string;
  readonly group: string;
  readonly type: string;
  readonly count: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** Calls of the handler, of all of them. */
  readonly tries: number;
  /** The newest: its id, and what its handler said. */
  readonly sample: { readonly id: string; readonly reason: string };
}

/** Looking at what could not be handled. */
@Injectable()
export class DeadLetters {
  constructor(private readonly dataSource: DataSource) {}

  /** How many there are of that kind, and the newest of them; `after` is the last one of the page before. */
  async newest(
    limit: number,
    filter: DeadLetterFilter = {},
    after?: { failedAt: Date; id: string },
  ): Promise<{ total: number; items: DeadLetterRow[] }> {
    const total = await this.select(filter).getCount();
    const page = this.select(filter);
    if (after)
      page.andWhere('(letter.failedAt < :failedAt OR (letter.failedAt = :failedAt AND letter.id > :id))', after);
    const items = await page.orderBy('letter.failedAt', 'DESC').addOrderBy('letter.id', 'ASC').take(limit).getMany();
    return { total, items };
  }

  /** Rejects with `not-found`. */
  async one(id: string): Promise<DeadLetterRow> {
    const letter = await this.dataSource.getRepository(DeadLetterRow).findOneBy({ id });
    if (!letter) throw new Problem('not-found', `There is no dead letter ${id}.`);
    return letter;
  }

  /** Grouped by cause, the newest first. */
  async groups(filter: DeadLetterFilter, limit: number): Promise<FailureGroup[]> {
    const rows = await this.select(filter)
      .select('letter.fingerprint', 'fingerprint')
      .addSelect('letter.group', 'consumer')
      .addSelect('letter.messageType', 'type')
      .addSelect('COUNT(*)', 'count')
      .addSelect('MIN(COALESCE(letter.firstFailedAt, letter.failedAt))', 'first')
      .addSelect('MAX(letter.failedAt)', 'last')
      .addSelect('SUM(letter.tries)', 'tries')
      .groupBy('letter.fingerprint')
      .addGroupBy('letter.group')
      .addGroupBy('letter.messageType')
      .orderBy('MAX(letter.failedAt)', 'DESC')
      .limit(limit)
      .getRawMany<
        Record<'fingerprint' | 'consumer' | 'type', string> & Record<'count' | 'first' | 'last' | 'tries', unknown>
      >();
    return Promise.all(
      rows.map(async ({ fingerprint, consumer: group, type, count, first, last, tries }) => {
        const [sample] = (await this.newest(1, { ...filter, fingerprint, group, type })).items;
        return {
          fingerprint,
          group,
          type,
          count: Number(count),
          firstSeen: readTime(first),
          lastSeen: readTime(last),
          tries: Number(tries),
          sample: { id: sample?.id ?? '', reason: sample?.reason ?? '' },
        };
      }),
    );
  }

  private select({ state, group, fingerprint, key, type }: DeadLetterFilter): SelectQueryBuilder<DeadLetterRow> {
    const found = this.dataSource.getRepository(DeadLetterRow).createQueryBuilder('letter').where('1 = 1');
    if (state !== undefined) found.andWhere('letter.state = :state', { state });
    if (group !== undefined) found.andWhere('letter.group = :group', { group });
    if (fingerprint !== undefined) found.andWhere('letter.fingerprint = :fingerprint', { fingerprint });
    if (key !== undefined) found.andWhere('letter.messageKey = :key', { key });
    if (type !== undefined) found.andWhere('letter.messageType = :type', { type });
    return found;
  }
}
