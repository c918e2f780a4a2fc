import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/runtime';
import { IndexedList } from '../../domain/indexed-list.js';
import { route } from '../../domain/routing.js';
import { Rulebook } from '../../domain/rulebook.js';
import { Ticket } from '../../persistence/ticket.entity.js';
import { ListReader } from './list-reader.js';
import { pastRoutings, type PastRouting } from './past-tickets.js';

/** Tickets read at once. */
const CHUNK = 200;
/** Tickets that are named, at most; all are counted. */
const MOST_NAMED = 200;

/** What a version would do to a ticket that was routed by another. */
export const MOVES = ['same', 'other-item', 'elsewhere', 'to-desk', 'from-desk', 'still-desk'] as const;
export type Move = (typeof MOVES)[number];

export interface TrialTicket {
  readonly ticketId: string;
  readonly number: string;
  readonly title: string;
  readonly move: Move;
  readonly before: {
    readonly list?: string | undefined;
    readonly item?: string | undefined;
    readonly agencies: readonly string[];
  };
  readonly after: { readonly item?: string; readonly agencies: readonly string[]; readonly desk?: string };
}

export interface Trial {
  readonly list: string;
  /** Tickets that were tried. */
  readonly tickets: number;
  readonly counts: Readonly<Record<Move, number>>;
  /** Those that would move, newest first; `left` of them are not named. */
  readonly moved: readonly TrialTicket[];
  readonly left: number;
}

/** 试跑: what a version of the list would have done with the newest tickets, as if their events came today. Changes nothing. */
@Injectable()
export class ListTrial {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: ListReader,
    private readonly rulebook: Rulebook,
    private readonly clock: Clock,
  ) {}

  async run(name: string, most: number): Promise<Trial> {
    const row = await this.reader.find(name);
    const list = new IndexedList(await this.reader.content(row));
    const now = this.clock.now();
    const counts = Object.fromEntries(MOVES.map((move) => [move, 0])) as Record<Move, number>;
    const moved: TrialTicket[] = [];
    let [tried, total] = [0, 0];
    let last: Ticket | undefined;
    while (tried < most) {
      const tickets = await this.chunk(Math.min(CHUNK, most - tried), last);
      for (const past of await pastRoutings(this.dataSource, tickets)) {
        const one = this.tryOne(past, list, now);
        counts[one.move] += 1;
        if (one.move === 'same' || one.move === 'still-desk') continue;
        total += 1;
        if (moved.length < MOST_NAMED) moved.push(one);
      }
      tried += tickets.length;
      last = tickets.at(-1);
      if (tickets.length < CHUNK) break;
    }
    return { list: row.id, tickets: tried, counts, moved, left: total - moved.length };
  }

  private tryOne(past: PastRouting, list: IndexedList, now: Date): TrialTicket {
    const { ticket, agencies, item } = past;
    const decision = route(list, this.rulebook.agencies, past.facts, now);
    const after =
      decision.kind === 'routed'
        ? { item: decision.rule.item, agencies: decision.agencies.map(({ code }) => code) }
        : { agencies: [], desk: decision.kind };
    return {
      ticketId: ticket.id,
      number: ticket.number,
      title: ticket.title,
      move: moveOf({ item, agencies }, after),
      before: { list: past.list, item, agencies },
      after,
    };
  }

  private chunk(most: number, behind: Ticket | undefined): Promise<Ticket[]> {
    const query = this.dataSource.getRepository(Ticket).createQueryBuilder('row');
    if (behind)
      query.where('(row.openedAt < :time OR (row.openedAt = :time AND row.id < :id))', {
        time: behind.openedAt,
        id: behind.id,
      });
    return query.orderBy('row.openedAt', 'DESC').addOrderBy('row.id', 'DESC').take(most).getMany();
  }
}

interface Where {
  readonly item?: string | undefined;
  readonly agencies: readonly string[];
}

function moveOf(before: Where, after: Where): Move {
  const [was, is] = [before.agencies.length > 0, after.agencies.length > 0];
  if (!was) return is ? 'from-desk' : 'still-desk';
  if (!is) return 'to-desk';
  if (before.agencies.join() !== after.agencies.join()) return 'elsewhere';
  return before.item === after.item ? 'same' : 'other-item';
}
