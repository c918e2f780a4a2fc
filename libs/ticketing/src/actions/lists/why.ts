import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { explainRouting } from '../../domain/explain-routing.js';
import { IndexedList } from '../../domain/indexed-list.js';
import { routingWords } from '../../domain/routing-words.js';
import { Rulebook } from '../../domain/rulebook.js';
import { HistoryRow } from '../../persistence/history-row.entity.js';
import type { Ticket } from '../../persistence/ticket.entity.js';
import { TicketReader } from '../ticket-reader.js';
import { ListReader } from './list-reader.js';
import { pastRoutings, type PastRouting } from './past-tickets.js';

export interface Why {
  readonly ticketId: string;
  readonly number: string;
  /** Name of the version that decided; null for a ticket that is older than the kept reasons. */
  readonly list: string | null;
  /** Null when it fell to the desk. */
  readonly item: string | null;
  /** In Chinese, one thing each. */
  readonly sentences: readonly string[];
}

/** 为什么: why a ticket went where it went, from what its decision kept and the version that it was made by. */
@Injectable()
export class WhyTicket {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tickets: TicketReader,
    private readonly lists: ListReader,
    private readonly rulebook: Rulebook,
  ) {}

  /** Throws `not-found`. */
  async ask(numberOrId: string): Promise<Why> {
    const ticket = await this.tickets.find(numberOrId);
    const [past] = await pastRoutings(this.dataSource, [ticket]);
    const sentences = [...(await this.routing(past!)), ...(await this.assignments(ticket))];
    const { id, number } = ticket;
    return { ticketId: id, number, list: past!.list ?? null, item: past!.item ?? null, sentences };
  }

  private async routing(past: PastRouting): Promise<string[]> {
    const { ticket, list: name } = past;
    const row = name === undefined ? null : await this.lists.findIfThere(name);
    if (!row) return ['这张工单受理时用的责任清单没有留存，不能再逐条说明。'];
    const list = new IndexedList(await this.lists.content(row));
    const explanation = explainRouting(list, this.rulebook.agencies, past.facts, ticket.openedAt);
    const { decision } = explanation;
    const words = routingWords(explanation, row.id, this.rulebook.agencies);
    const agencies = decision.kind === 'routed' ? decision.agencies.map(({ code }) => code) : [];
    if (agencies.join() === past.agencies.join()) return words;
    // The list is as it was; the agencies of the configuration need not be.
    const then = past.agencies.length === 0 ? '转到办公室' : `派给 ${past.agencies.join('、')}`;
    return [`当时的决定是${then}；单位表此后有改动，以下按现在的单位表说明。`, ...words];
  }

  /** What people decided afterwards. */
  private async assignments({ id }: Ticket): Promise<string[]> {
    const rows = await this.dataSource
      .getRepository(HistoryRow)
      .find({ where: { ticketId: id, act: 'assigned' }, order: { version: 'ASC' }, take: 20 });
    return rows.map(({ actor, reason, data }) => {
      const code = String((data as { agency?: string } | null)?.agency ?? '');
      return `其后由 ${actor} 派给${this.rulebook.agencies.find(code)?.name ?? code}，理由：${reason ?? ''}`;
    });
  }
}
