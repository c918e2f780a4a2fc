import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics, scraped } from '#libs/runtime';
import { DEADLINE_KINDS } from './domain/deadline-kinds.js';
import { DESK_KINDS } from './domain/desk-kinds.js';

/** Looked at, at most, of the oldest: with more than that at the desk the number is no longer what matters. */
const MOST_COUNTED = 20_000;

/** What waits at the desk for a person, and what deadlines run, looked at when somebody scrapes. */
@Injectable()
export class TicketingGauges {
  constructor({ registry }: Metrics, dataSource: DataSource) {
    const counts = scraped(async () => {
      const rows = (await dataSource.query(
        `SELECT kind, COUNT(*) AS total FROM (SELECT kind FROM ticketing_desk_item WHERE settled_at IS NULL
         ORDER BY opened_at LIMIT ${MOST_COUNTED}) AS found GROUP BY kind`,
      )) as { kind: string; total: number | string }[];
      return new Map(rows.map(({ kind, total }) => [kind, Number(total)]));
    });
    const open = new Gauge({
      name: 'huying_ticketing_desk_items',
      help: `What waits at the desk, by reason; the oldest ${MOST_COUNTED} are counted`,
      labelNames: ['kind'],
      registers: [registry],
      async collect() {
        const found = await counts();
        if (found) for (const kind of Object.keys(DESK_KINDS)) open.set({ kind }, found.get(kind) ?? 0);
      },
    });
    this.countDeadlines(registry, dataSource);
  }

  /** By the index of (state, started_at). */
  private countDeadlines(registry: Metrics['registry'], dataSource: DataSource): void {
    const counts = scraped(async () => {
      const rows = (await dataSource.query(
        `SELECT kind, SUM(CASE WHEN overdue_at IS NULL THEN 1 ELSE 0 END) AS running,
         SUM(CASE WHEN overdue_at IS NULL THEN 0 ELSE 1 END) AS overdue
         FROM (SELECT kind, overdue_at FROM ticketing_deadline WHERE state = 'running' ORDER BY started_at LIMIT ${MOST_COUNTED}) AS found
         GROUP BY kind`,
      )) as { kind: string; running: number | string; overdue: number | string }[];
      return new Map(
        rows.map(({ kind, running, overdue }) => [kind, { running: Number(running), overdue: Number(overdue) }]),
      );
    });
    const gauge = new Gauge({
      name: 'huying_ticketing_deadlines',
      help: `Deadlines that run, in time or overdue, by kind; the oldest ${MOST_COUNTED} are counted`,
      labelNames: ['kind', 'state'],
      registers: [registry],
      async collect() {
        const found = await counts();
        if (!found) return;
        for (const kind of Object.keys(DEADLINE_KINDS))
          for (const state of ['running', 'overdue'] as const)
            gauge.set({ kind, state }, found.get(kind)?.[state] ?? 0);
      },
    });
  }
}
