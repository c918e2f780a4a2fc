import { flushCompileCache } from 'node:module';
import type { DynamicModule } from '@nestjs/common';
import { JsonLogger, readSettings, startWatchdog, type Settings } from '#libs/runtime';
import { createService } from './create-service.js';
import { openService } from './open-service.js';

/**
 * Starts a process of the house from its environment. A mistake of the operator's ends it with the whole list of mistakes.
 * @param ownDefaults what this process has instead of the general defaults
 */
export async function startService(
  name: string,
  compose: (settings: Readonly<Settings>) => DynamicModule,
  ownDefaults: Partial<Settings> = {},
): Promise<void> {
  try {
    const settings = readSettings(process.env, ownDefaults);
    const logger = new JsonLogger(settings.logLevel);
    const app = await createService(compose(settings), logger);
    startWatchdog(settings.blockedSeconds, settings.dataDir);
    await openService(app, { host: settings.httpHost, port: settings.httpPort });
    logger.log(
      { service: name, url: await app.getUrl(), startedInMilliseconds: Math.round(process.uptime() * 1000) },
      'ready',
      'service',
    );
    // A process that is killed would keep nothing.
    flushCompileCache();
  } catch (error) {
    console.error(isOperatorsMistake(error) ? (error as Error).message : error);
    process.exit(1);
  }
}

/** Errors whose text is all that an operator needs; the stack would only hide it. */
function isOperatorsMistake(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['SettingsError', 'ConfigurationError', 'BusBootError', 'DatabaseUnavailable'].includes(error.name)
  );
}
