import { Global, Module, type DynamicModule } from '@nestjs/common';
import { join } from 'node:path';
import { Clock, ScaledClock, SystemClock } from './clock.js';
import { HealthController } from './health.controller.js';
import { Health } from './health.js';
import { Jobs } from './jobs.js';
import { Metrics } from './metrics.js';
import { ProcessGauges } from './process-gauges.js';
import { Secrets } from './secrets.js';
import { Settings } from './settings.js';

/** Settings, secrets, clock, jobs, health and metrics, for every part of the house. */
@Global()
@Module({})
export class RuntimeModule {
  static forRoot(settings: Readonly<Settings>, clock?: Clock): DynamicModule {
    const chosen = clock ?? (settings.clockRate === 1 ? new SystemClock() : new ScaledClock(settings.clockRate));
    const secrets = new Secrets(settings.secretsFile ?? join(settings.dataDir, 'secrets.json'), process.env);
    return {
      module: RuntimeModule,
      controllers: [HealthController],
      providers: [
        { provide: Settings, useValue: settings },
        { provide: Clock, useValue: chosen },
        { provide: Secrets, useValue: secrets },
        Health,
        Jobs,
        Metrics,
        ProcessGauges,
      ],
      exports: [Settings, Clock, Secrets, Health, Jobs, Metrics],
    };
  }
}
