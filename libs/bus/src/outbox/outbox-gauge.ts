import { Gauge } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { Metrics } from '#libs/runtime';
import { oldestTime } from './outbox-table.js';

/** How long what is committed has been waiting to be said: above a few seconds the brokers are away, or no relay runs. */
export function outboxGauge(metrics: Metrics, dataSource: DataSource): void {
  const gauge = new Gauge({
    name: 'huying_bus_outbox_oldest_seconds',
    help: 'Age of the oldest message in the outbox; 0 when it is empty',
    registers: [],
    async collect() {
      // A scrape must not fail because the database is away: then the gauge stays as it was.
      const oldest = await oldestTime(dataSource.manager).catch(() => null);
      if (oldest === null) return;
      this.set(oldest ? Math.max(0, (Date.now() - oldest.getTime()) / 1000) : 0);
    },
  });
  metrics.registry.registerMetric(gauge);
}
