import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { JsonLogger, Settings } from '#libs/runtime';
import { createService, openService } from '#libs/service';
import { freePorts } from '#libs/testing';
import { allInOne } from '../src/all-in-one.module.js';
import { County } from './county.js';
import { Outside, OUTSIDE_RATE } from './outside.js';

export interface OneProcess {
  readonly county: County;
  readonly app: NestFastifyApplication;
  stop(): Promise<void>;
}

/**
 * The whole line in this process, and the outside world beside it, over real HTTP. The mechanism's time runs with the outside.
 * @param given settings other than those of the embedded shape
 * @param pullEverySeconds of the mechanism's time: what is not yet pushed may come in by a pull
 */
export async function startOneProcess(
  given: Partial<Settings> = {},
  pullEverySeconds = OUTSIDE_RATE / 2,
): Promise<OneProcess> {
  const port = await freePorts();
  const url = `http://127.0.0.1:${port}`;
  const outside = await Outside.start(url, pullEverySeconds);
  const settings = Object.assign(new Settings(), {
    databaseUrl: `sqlite:${join(outside.folder, 'huying.sqlite')}`,
    configDir: outside.configDir,
    dataDir: outside.folder,
    clockRate: OUTSIDE_RATE,
    ...given,
  });
  const app = await createService(allInOne(settings), new JsonLogger('silent'));
  await openService(app, { host: '127.0.0.1', port });
  const huying = {
    intakeUrl: url,
    consoleUrl: url,
    database: app.get(DataSource, { strict: false }),
    // It passes by itself, in less than a second.
    passHalfAnHour: () => Promise.resolve(),
  };
  return {
    county: new County(huying, outside),
    app,
    async stop() {
      await outside.simulator.close();
      await app.close();
      outside.remove();
    },
  };
}
