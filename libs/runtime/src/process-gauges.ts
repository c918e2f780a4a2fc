import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Health } from './health.js';
import { Metrics } from './metrics.js';
import { scraped } from './scraped.js';
import { Settings } from './settings.js';

/** Whether the process can do its work, and the room that it has left to write in. */
@Injectable()
export class ProcessGauges {
  constructor(metrics: Metrics, health: Health, { dataDir }: Settings) {
    const look = scraped(() => health.look());
    const ok = new Gauge({
      name: 'huying_health_check_ok',
      help: '1 when the check of /health/ready is well, 0 when it is not',
      labelNames: ['check'],
      registers: [metrics.registry],
      async collect() {
        for (const [check, { ok: well }] of Object.entries((await look())?.checks ?? {}))
          ok.set({ check }, well ? 1 : 0);
      },
    });
    const room = scraped(() => statfs(dataDir));
    const gaugeOfRoom = (what: 'free' | 'size', help: string, blocks: 'bavail' | 'blocks'): void => {
      const gauge = new Gauge({
        name: `huying_disk_${what}_bytes`,
        help,
        registers: [metrics.registry],
        async collect() {
          const found = await room();
          if (found) gauge.set(found[blocks] * found.bsize);
        },
      });
    };
    gaugeOfRoom('free', 'Bytes that can still be written where the data folder is', 'bavail');
    gaugeOfRoom('size', 'Bytes of the file system where the data folder is', 'blocks');
  }
}
