import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { readTime, writeTime } from '#libs/store';

/** What the due job reads outside of any transaction: a hint where to look; the decision looks again at the locked rows. */
@Injectable()
export class DueDeadlines {
  constructor(private readonly dataSource: DataSource) {}

  /** Tickets of the deadlines that are due, those due longest first; without those in `except`. */
  async ticketsDue(now: Date, most: number, except: readonly string[]): Promise<string[]> {
    const marks = except.length === 0 ? '' : `AND ticket_id NOT IN (${except.map(() => '?').join(', ')})`;
    const rows = (await this.dataSource.query(
      `SELECT ticket_id AS ticketId FROM ticketing_deadline WHERE next_at < ? ${marks} ORDER BY next_at, id LIMIT ${most}`,
      [writeTime(now), ...except],
    )) as { ticketId: string }[];
    return [...new Set(rows.map(({ ticketId }) => ticketId))];
  }

  /** When the next one is due, be it past. */
  async nextAt(): Promise<Date | undefined> {
    const [row] = (await this.dataSource.query(
      'SELECT next_at AS nextAt FROM ticketing_deadline WHERE next_at IS NOT NULL ORDER BY next_at, id LIMIT 1',
    )) as { nextAt: unknown }[];
    return row && readTime(row.nextAt);
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
