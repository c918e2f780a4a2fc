import { Injectable } from '@nestjs/common';
import {
  DataSource,
  In,
  MoreThan,
  type EntityManager,
  type FindOptionsWhere,
  type ObjectLiteral,
  type SelectQueryBuilder,
} from 'typeorm';
import { ParkedKeys, type ParkedKeyView } from '#libs/bus';
import { isTicketId } from '#libs/contracts';
import { Problem, type MeanwhileChange } from '#libs/runtime';
import { readAtOnce } from '#libs/store';
import { Audit } from '../persistence/audit.entity.js';
import { Deadline } from '../persistence/deadline.entity.js';
import { DeskItem } from '../persistence/desk-item.entity.js';
import { DeskLogRow } from '../persistence/desk-log-row.entity.js';
import { HistoryRow } from '../persistence/history-row.entity.js';
import { Investigation } from '../persistence/investigation.entity.js';
import { Notice } from '../persistence/notice.entity.js';
import { referenceId } from '../persistence/reference-id.js';
import { Reference } from '../persistence/reference.entity.js';
import { Task } from '../persistence/task.entity.js';
import { Ticket } from '../persistence/ticket.entity.js';

export interface Page {
  readonly pageSize: number;
  /** Only what stands behind this place. */
  readonly behind?: { readonly time: Date; readonly id: string } | undefined;
}

/** Which items of the desk are asked for. */
export interface DeskFilter {
  readonly kind?: DeskItem['kind'] | undefined;
  readonly ticketId?: string | undefined;
  readonly township?: string | undefined;
  /** Only those that were due before. */
  readonly overdueAt?: Date | undefined;
  /** Only those in the hands of that account, or assigned to it or to one of its roles. */
  readonly of?: { readonly account: string; readonly roles: readonly string[]; readonly now: Date } | undefined;
}

/** What belongs to a ticket. */
export interface Belongings {
  readonly tasks: Task[];
  readonly history: HistoryRow[];
  readonly deskItems: DeskItem[];
  readonly deadlines: Deadline[];
  readonly audits: Audit[];
  readonly investigations: Investigation[];
  readonly notices: Notice[];
  /** Messages about it that a group could not handle yet: people may act on the ticket meanwhile, and should know. */
  readonly waiting: ParkedKeyView[];
}

/** Of groups and topics that a ticket can wait on. */
const MOST_PARKED = 50;
const MOST_CHANGES = 50;
const MOST_DEEDS = 1_000;

/** Reads for those who ask. `source`: only tickets of that platform's events exist for the asker. */
@Injectable()
export class TicketReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly parkedKeys: ParkedKeys,
  ) {}

  /** By ticket id or number. Throws `not-found`. */
  async find(numberOrId: string, source?: string): Promise<Ticket> {
    const where: FindOptionsWhere<Ticket> = isTicketId(numberOrId) ? { id: numberOrId } : { number: numberOrId };
    const ticket = await this.dataSource.getRepository(Ticket).findOneBy(where);
    if (!ticket || (source !== undefined && ticket.source !== source)) throw notFound();
    return ticket;
  }

  /** By what the source calls its event; the ticket of its newest epoch. Throws `not-found`. */
  async findByEvent(source: string, eventId: string): Promise<Ticket> {
    const name = referenceId(source, eventId);
    const reference = await this.dataSource.getRepository(Reference).findOneBy({ id: name });
    const ticket = reference?.ticketId && (await this.find(reference.ticketId));
    // A platform's number for one of our tasks is no event of its own.
    if (!ticket || ticket.source !== source || ticket.eventId !== eventId) throw notFound();
    return ticket;
  }

  /**
   * The ticket with all that belongs to it, of one moment: whoever sees that something waits at the desk sees the ticket in the
   * state that made it wait, however fast others write.
   */
  async whole({ id }: Ticket): Promise<{ ticket: Ticket; belongings: Belongings }> {
    const seen = await readAtOnce(this.dataSource, async (manager) => ({
      ticket: await manager.findOneByOrFail(Ticket, { id }),
      belongings: await belongingsOf(manager, id),
    }));
    const parked = await this.parkedKeys.list({ key: id, limit: MOST_PARKED });
    const waiting = parked.filter(({ messages }) => messages > 0);
    return { ticket: seen.ticket, belongings: { ...seen.belongings, waiting } };
  }

  /** What was done to the ticket after that version, oldest first; of many the last ones. */
  async changesSince(ticketId: string, version: number): Promise<MeanwhileChange[]> {
    const rows = await this.dataSource
      .getRepository(HistoryRow)
      .find({ where: { ticketId, version: MoreThan(version) }, order: { version: 'DESC' }, take: MOST_CHANGES });
    return rows
      .toReversed()
      .map(({ version: after, at, actor, act, reason }) => ({ version: after, at, actor, act, reason }));
  }

  async deadlines(ticketId: string): Promise<Deadline[]> {
    return this.dataSource.getRepository(Deadline).findBy({ ticketId });
  }

  /** Newest first. */
  async list(filter: FindOptionsWhere<Ticket>, page: Page): Promise<Ticket[]> {
    const query = this.dataSource.getRepository(Ticket).createQueryBuilder('row').where(filter);
    return onePage(query, page, 'DESC');
  }

  /** An item of the desk with its log, oldest deed first. Throws `not-found`. */
  async deskItem(id: string): Promise<{ item: DeskItem; log: DeskLogRow[] }> {
    const item = await this.dataSource.getRepository(DeskItem).findOneBy({ id });
    if (!item) throw new Problem('not-found', 'There is no item of that id at the desk.');
    const log = await this.dataSource
      .getRepository(DeskLogRow)
      .find({ where: { itemId: id }, order: { number: 'ASC' }, take: MOST_DEEDS });
    return { item, log };
  }

  /** What waits for a person, oldest first. */
  async desk({ overdueAt, of, ...filter }: DeskFilter, page: Page) {
    const named = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const query = this.dataSource.getRepository(DeskItem).createQueryBuilder('row').where('row.settledAt IS NULL');
    if (Object.keys(named).length > 0) query.andWhere(named);
    if (overdueAt) query.andWhere('row.dueAt < :overdueAt', { overdueAt });
    if (of)
      query.andWhere('((row.claimedBy = :account AND row.claimedUntil > :now) OR row.assignedTo IN (:...names))', {
        account: of.account,
        now: of.now,
        names: [of.account, ...of.roles.map((role) => `role:${role}`)],
      });
    const items = await onePage(query, page, 'ASC');
    const ids = [...new Set(items.map(({ ticketId }) => ticketId).filter((id) => id !== null))];
    const tickets = ids.length === 0 ? [] : await this.dataSource.getRepository(Ticket).findBy({ id: In(ids) });
    return { items, tickets: new Map(tickets.map((ticket) => [ticket.id, ticket])) };
  }
}

function onePage<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  { pageSize, behind }: Page,
  order: 'ASC' | 'DESC',
): Promise<T[]> {
  const sign = order === 'ASC' ? '>' : '<';
  if (behind)
    query.andWhere(`(row.openedAt ${sign} :time OR (row.openedAt = :time AND row.id ${sign} :id))`, { ...behind });
  return query.orderBy('row.openedAt', order).addOrderBy('row.id', order).take(pageSize).getMany();
}

async function belongingsOf(manager: EntityManager, ticketId: string): Promise<Omit<Belongings, 'waiting'>> {
  const where = { ticketId };
  return {
    tasks: await manager.find(Task, { where, order: { number: 'ASC' } }),
    history: await manager.find(HistoryRow, { where, order: { version: 'ASC' } }),
    deskItems: await manager.find(DeskItem, { where, order: { openedAt: 'ASC', id: 'ASC' } }),
    audits: await manager.find(Audit, { where, order: { dueAt: 'ASC', id: 'ASC' } }),
    deadlines: await manager.findBy(Deadline, where),
    investigations: await manager.find(Investigation, { where, order: { version: 'ASC' } }),
    notices: await manager.find(Notice, { where, order: { number: 'ASC' } }),
  };
}

function notFound(): Problem {
  return new Problem('not-found', 'There is no such ticket, or it is not yours to see.');
}
