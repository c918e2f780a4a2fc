import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics, scraped } from '#libs/runtime';
import { DESK_KINDS } from './domain/desk-kinds.js';

/** Looked at, at most, of the oldest: with more than that at the desk the number is no longer what matters. */
const MOST_COUNTED = 20_000;

/** What waits at the desk for a person, looked at when somebody scrapes. */
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
  }
}
