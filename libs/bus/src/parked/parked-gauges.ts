import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics, scraped } from '#libs/runtime';
import { countOpenLetters } from '../dead-letters/dead-letter-table.js';
import { countKeys } from './parked-table.js';
import type { ParkedState } from './parked-key-row.entity.js';

const STATES: readonly ParkedState[] = ['retrying', 'dead', 'held'];

/** What waits for its next try or for a person, looked at when somebody scrapes. */
@Injectable()
export class ParkedGauges {
  constructor(metrics: Metrics, dataSource: DataSource) {
    const registers = [metrics.registry];
    const counted = scraped(() => countKeys(dataSource.manager));
    const keys = new Gauge({
      name: 'huying_bus_parked_keys',
      help: 'Keys whose messages wait: for the next try, for a person since the first is dead, or since a person holds them',
      labelNames: ['state'],
      registers,
      async collect() {
        const found = await counted();
        if (!found) return;
        for (const state of STATES) keys.set({ state }, found.find((one) => one.state === state)?.keys ?? 0);
      },
    });
    const oldest = new Gauge({
      name: 'huying_bus_parked_oldest_seconds',
      help: 'Time since the first failure of the key that has waited longest; 0 when none waits',
      registers,
      async collect() {
        const found = await counted();
        if (!found) return;
        const since = Math.min(...found.map(({ since: time }) => time?.getTime() ?? Number.POSITIVE_INFINITY));
        oldest.set(Number.isFinite(since) ? Math.max(0, (Date.now() - since) / 1_000) : 0);
      },
    });
    const letters = scraped(() => countOpenLetters(dataSource.manager));
    const open = new Gauge({
      name: 'huying_bus_open_dead_letters',
      help: 'Dead letters that nobody has seen to',
      registers,
      async collect() {
        const found = await letters();
        if (found !== undefined) open.set(found);
      },
    });
  }
}
