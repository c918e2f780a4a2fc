import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { readTime, writeTime } from '#libs/store';

/** Where it stands when something is due: deadlines have their steps, tickets what comes of their being late (督办). */
const SCHEDULES = [
  { table: 'ticketing_deadline', ticketId: 'ticket_id', at: 'next_at' },
  { table: 'ticketing_ticket', ticketId: 'id', at: 'supervise_at' },
] as const;

/** What the due job reads outside of any transaction: a hint where to look; the decision looks again at the locked rows. */
@Injectable()
export class DueDeadlines {
  constructor(private readonly dataSource: DataSource) {}

  /** Tickets of which a deadline, a rung of the ladder or a receipt is due, longest first; without those in `except`. */
  async ticketsDue(now: Date, most: number, except: readonly string[]): Promise<string[]> {
    const due: { ticketId: string; at: Date }[] = [];
    for (const { table, ticketId, at } of SCHEDULES) {
      const marks = except.length === 0 ? '' : `AND ${ticketId} NOT IN (${except.map(() => '?').join(', ')})`;
      const rows = (await this.dataSource.query(
        `SELECT ${ticketId} AS ticketId, ${at} AS at FROM ${table} WHERE ${at} < ? ${marks} ORDER BY ${at}, id LIMIT ${most}`,
        [writeTime(now), ...except],
      )) as { ticketId: string; at: unknown }[];
      due.push(...rows.map((row) => ({ ticketId: row.ticketId, at: readTime(row.at) })));
    }
    const ids = due.toSorted((a, b) => a.at.getTime() - b.at.getTime()).map(({ ticketId }) => ticketId);
    return [...new Set(ids)].slice(0, most);
  }

  /** When the next one is due, be it past. */
  async nextAt(): Promise<Date | undefined> {
    const moments: Date[] = [];
    for (const { table, at } of SCHEDULES) {
      const [row] = (await this.dataSource.query(
        `SELECT ${at} AS at FROM ${table} WHERE ${at} IS NOT NULL ORDER BY ${at}, id LIMIT 1`,
      )) as { at: unknown }[];
      if (row) moments.push(readTime(row.at));
    }
    return moments.toSorted((a, b) => a.getTime() - b.getTime())[0];
  }

  /** Tickets of which something is late by now. */
  async ticketsLate(): Promise<string[]> {
    const rows = (await this.dataSource.query(
      "SELECT DISTINCT ticket_id AS ticketId FROM ticketing_deadline WHERE state = 'running' AND overdue_at IS NOT NULL ORDER BY ticket_id",
    )) as { ticketId: string }[];
    return rows.map(({ ticketId }) => ticketId);
  }

  /** Tickets with deadlines that were reckoned without one of these years and still run. */
  async ticketsWaitingFor(years: readonly number[], most: number): Promise<string[]> {
    if (years.length === 0) return [];
    const rows = (await this.dataSource.query(
      `SELECT ticket_id AS ticketId FROM ticketing_deadline WHERE provisional_year IN (${years.map(() => '?').join(', ')})
       AND state IN ('running', 'paused') ORDER BY provisional_year, id LIMIT ${most}`,
      [...years],
    )) as { ticketId: string }[];
    return [...new Set(rows.map(({ ticketId }) => ticketId))];
  }
}
