import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { writeTime } from '#libs/store';
import { DESK_KINDS } from '../../domain/desk-kinds.js';
import { Ticket } from '../../persistence/ticket.entity.js';
import { ListReader } from './list-reader.js';

/** Unmatched tickets that are named, at most, the newest; all are counted. */
const MOST_NAMED = 100;

export interface Coverage {
  readonly list: string;
  readonly from: Date;
  readonly to: Date;
  /** Tickets opened in that time. */
  readonly tickets: number;
  /** Of the items of the version, by code: how many of these tickets an item of that code decided, the most first. */
  readonly hit: readonly { readonly item: string; readonly name: string; readonly tickets: number }[];
  readonly neverHit: readonly {
    readonly item: string;
    readonly name: string;
    readonly validFrom: string;
    readonly validTo?: string;
  }[];
  /** Tickets that no item decided, by why and by their category. */
  readonly unmatched: {
    readonly tickets: number;
    readonly byReason: readonly { readonly reason: string; readonly label: string; readonly tickets: number }[];
    readonly byCategory: readonly { readonly category: string | null; readonly tickets: number }[];
    readonly newest: readonly {
      readonly ticketId: string;
      readonly number: string;
      readonly title: string;
      readonly category: string | null;
      readonly openedAt: Date;
    }[];
  };
}

/** 覆盖情况: which items of a version decide nothing, and which tickets no item decides. */
@Injectable()
export class ListCoverage {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: ListReader,
  ) {}

  /** Of tickets opened from `from` to before `to`. */
  async report(name: string, from: Date, to: Date): Promise<Coverage> {
    const row = await this.reader.find(name);
    const { items } = await this.reader.content(row);
    const period = [writeTime(from), writeTime(to)];
    const count = async (columns: string, rest: string) =>
      (await this.dataSource.query(
        `SELECT ${columns} COUNT(*) AS total FROM ticketing_ticket ticket ${rest}`,
        period,
      )) as Record<string, unknown>[];
    const within = 'ticket.opened_at >= ? AND ticket.opened_at < ?';
    const decided = await count('item,', `WHERE ${within} AND routing IS NOT NULL GROUP BY item`);
    const classes = await count(
      'category,',
      `WHERE ${within} AND routing IS NULL GROUP BY category ORDER BY total DESC LIMIT 200`,
    );
    const [all] = await count('', `WHERE ${within}`);
    const reasons = await count(
      'history.reason AS reason,',
      `JOIN ticketing_history history ON history.ticket_id = ticket.id AND history.version = 1
       WHERE ${within} AND routing IS NULL GROUP BY history.reason`,
    );
    const hits = new Map(decided.map(({ item, total }) => [String(item), Number(total)]));
    const newest = await this.dataSource
      .getRepository(Ticket)
      .createQueryBuilder('row')
      .where('row.openedAt >= :from AND row.openedAt < :to AND row.routing IS NULL', { from, to })
      .orderBy('row.openedAt', 'DESC')
      .take(MOST_NAMED)
      .getMany();
    const tickets = Number(all?.total ?? 0);
    return {
      list: row.id,
      from,
      to,
      tickets,
      hit: items
        .filter(({ item }) => hits.has(item))
        .map((item) => ({ item: item.item, name: item.name, tickets: hits.get(item.item)! }))
        .toSorted((a, b) => b.tickets - a.tickets),
      neverHit: items
        .filter(({ item }) => !hits.has(item))
        .map(({ item, name: title, validFrom, validTo }) => ({
          item,
          name: title,
          validFrom,
          ...(validTo && { validTo }),
        })),
      unmatched: {
        tickets: tickets - [...hits.values()].reduce((sum, total) => sum + total, 0),
        byReason: reasons.map(({ reason, total }) => ({
          reason: String(reason),
          label: DESK_KINDS[reason as keyof typeof DESK_KINDS]?.label ?? String(reason),
          tickets: Number(total),
        })),
        byCategory: classes.map(({ category, total }) => ({
          category: category as string | null,
          tickets: Number(total),
        })),
        newest: newest.map(({ id, number, title, category, openedAt }) => ({
          ticketId: id,
          number,
          title,
          category,
          openedAt,
        })),
      },
    };
  }
}
