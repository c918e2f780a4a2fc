import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { Notice } from '../../persistence/notice.entity.js';
import { Ticket } from '../../persistence/ticket.entity.js';
import type { Page } from '../ticket-reader.js';

/** Which notices are asked for. */
export interface NoticeFilter {
  readonly agency?: string | undefined;
  readonly rung?: string | undefined;
  readonly ticketId?: string | undefined;
  readonly openOnly: boolean;
  /** Only those whose receipt has been waited for in vain and still is. */
  readonly unreceivedOnly: boolean;
}

/** Notices of all tickets, for those who ask. */
@Injectable()
export class NoticeReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Oldest first, with their tickets by id. */
  async list({ openOnly, unreceivedOnly, ...filter }: NoticeFilter, { pageSize, behind }: Page) {
    const query = this.dataSource.getRepository(Notice).createQueryBuilder('row').where('1 = 1');
    const named = Object.entries(filter).filter(([, value]) => value !== undefined);
    if (named.length > 0) query.andWhere(Object.fromEntries(named));
    if (openOnly || unreceivedOnly) query.andWhere('row.releasedAt IS NULL');
    if (unreceivedOnly) query.andWhere('row.unreceivedAt IS NOT NULL AND row.receivedAt IS NULL');
    if (behind) query.andWhere('(row.issuedAt > :time OR (row.issuedAt = :time AND row.id > :id))', { ...behind });
    const notices = await query.orderBy('row.issuedAt', 'ASC').addOrderBy('row.id', 'ASC').take(pageSize).getMany();
    const ids = [...new Set(notices.map(({ ticketId }) => ticketId))];
    const tickets = ids.length === 0 ? [] : await this.dataSource.getRepository(Ticket).findBy({ id: In(ids) });
    return { notices, tickets: new Map(tickets.map((ticket) => [ticket.id, ticket])) };
  }
}
