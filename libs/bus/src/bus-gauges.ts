import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics, scraped } from '#libs/runtime';
import { BusServer } from './bus-server.js';
import { MOST_COUNTED, oldestTime, rowsLeft } from './outbox/outbox-table.js';

/** What stands still in the bus, looked at when somebody scrapes. Every process tells of all groups: one that is dead tells nothing. */
@Injectable()
export class BusGauges {
  constructor(metrics: Metrics, server: BusServer, dataSource: DataSource) {
    const registers = [metrics.registry];
    const lags = scraped(() => server.lag());
    const lag = new Gauge({
      name: 'huying_bus_lag_messages',
      help: 'Messages that a group has not come to yet',
      labelNames: ['group', 'topic'],
      registers,
      async collect() {
        for (const [group, partitions] of Object.entries((await lags()) ?? {})) {
          for (const [topic, some] of Map.groupBy(partitions, (one) => one.topic))
            lag.set(
              { group, topic },
              some.reduce((sum, { end, position }) => sum + Math.max(0, end - position), 0),
            );
        }
      },
    });
    const oldest = scraped(async () => ({ time: await oldestTime(dataSource.manager) }));
    const age = new Gauge({
      name: 'huying_bus_outbox_oldest_seconds',
      help: 'Age of the oldest message in the outbox; 0 when it is empty',
      registers,
      async collect() {
        const found = await oldest();
        if (found) age.set(found.time ? Math.max(0, (Date.now() - found.time.getTime()) / 1_000) : 0);
      },
    });
    const left = scraped(() => rowsLeft(dataSource.manager));
    const rows = new Gauge({
      name: 'huying_bus_outbox_messages',
      help: `Messages in the outbox; ${MOST_COUNTED} also stands for more`,
      registers,
      async collect() {
        const found = await left();
        if (found !== undefined) rows.set(found);
      },
    });
  }
}
