import type { DynamicModule } from '@nestjs/common';
import { SettingsError, type Settings } from '#libs/runtime';
import { services, type ServiceName } from './services.js';
import { startService } from './start-service.js';

/** Starts one of the processes that share a log and a database: over Kafka unless it is told otherwise, on a port of its own. */
export async function startSeparateService(
  name: ServiceName,
  compose: (settings: Readonly<Settings>) => DynamicModule,
): Promise<void> {
  const httpPort = services.find((service) => service.name === name)?.port ?? 0;
  const composeShared = (settings: Readonly<Settings>): DynamicModule => {
    refuseAlone(settings);
    return compose(settings);
  };
  await startService(name, composeShared, { httpPort, busTransport: 'kafka' });
}

/** What only one process can have would leave the others without a word: a log, a database, a time of its own. */
function refuseAlone({ busTransport, databaseUrl, clockRate }: Readonly<Settings>): void {
  const mistakes = [
    ...(busTransport === 'kafka' ? [] : ['HUYING_BUS_TRANSPORT: separate services share a log; it must be kafka']),
    ...(/^(mysql|mariadb):/.test(databaseUrl)
      ? []
      : ['HUYING_DATABASE_URL: separate services share a database; give mysql://user@host:port/database']),
    ...(clockRate === 1
      ? []
      : ['HUYING_CLOCK_RATE: a faster clock counts from the start of its process; separate services need one time']),
  ];
  if (mistakes.length > 0)
    throw new SettingsError(
      `The settings are wrong:\n  ${mistakes.join('\n  ')}\nThe one process that needs neither is npm start.`,
    );
}
