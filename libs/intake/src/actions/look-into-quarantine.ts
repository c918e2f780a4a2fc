import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Sealer } from '#libs/access';
import { OperatorActs, type Operator } from '#libs/bus';
import { inTransaction } from '#libs/store';
import { QuarantineRow } from '../persistence/quarantine-row.entity.js';

/** A quarantined item without its bytes. */
export type QuarantinedItem = Omit<QuarantineRow, 'raw'>;

/** `after` is the last one of the page before. */
export interface QuarantineFilter {
  readonly platform?: string;
  readonly limit: number;
  readonly after?: { receivedAt: Date; id: string };
}

const WITHOUT_BYTES = ['id', 'platform', 'kind', 'code', 'detail', 'size', 'entrance', 'receivedAt'] as const;

/** What people see of the quarantine. */
@Injectable()
export class LookIntoQuarantine {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealer: Sealer,
    private readonly acts: OperatorActs,
  ) {}

  /** Newest first, without the bytes. */
  async page({ platform, limit, after }: QuarantineFilter): Promise<QuarantinedItem[]> {
    const query = this.dataSource
      .getRepository(QuarantineRow)
      .createQueryBuilder('q')
      .select(WITHOUT_BYTES.map((column) => `q.${column}`));
    if (platform !== undefined) query.andWhere('q.platform = :platform', { platform });
    if (after) {
      const { receivedAt, id } = after;
      query.andWhere('(q.receivedAt < :receivedAt OR (q.receivedAt = :receivedAt AND q.id < :id))', { receivedAt, id });
    }
    return query.orderBy('q.receivedAt', 'DESC').addOrderBy('q.id', 'DESC').take(limit).getMany();
  }

  /**
   * The bytes as they came, which may name a reporter: who looked and why is written down before they are given out. Undefined
   * when there is no such item.
   */
  async raw(id: string, operator: Operator): Promise<Buffer | undefined> {
    const row = await this.dataSource.getRepository(QuarantineRow).findOneBy({ id });
    if (!row) return undefined;
    const target = { quarantineId: id, platform: row.platform };
    await inTransaction(this.dataSource, (manager) => this.acts.write(manager, 'open-quarantined', target, operator));
    return this.sealer.openBytes(row.raw);
  }
}
