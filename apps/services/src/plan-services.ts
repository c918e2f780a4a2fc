import { join } from 'node:path';
import { readSettings, SettingsError, type Settings } from '#libs/runtime';
import { services } from '#libs/service';
import { canConnect } from './can-connect.js';

/** A process to be started. */
export interface PlannedService {
  readonly name: string;
  readonly port: number;
  /** Its built main file. */
  readonly file: string;
}

const BUILT_APPS = join(import.meta.dirname, '../..');
const MARIADB_PORT = 3306;
const HOW = `
docker/compose.yml starts both (docker/README.md says what comes first):
  docker compose -f docker/compose.yml up -d kafka mariadb
The one process that needs neither is npm start.`;

/**
 * The services, with HUYING_HTTP_PORT as the port of the first and the next ones for the others. Throws a SettingsError that
 * names every setting that is wrong or missing, or whose server does not answer.
 */
export async function planServices(environment: NodeJS.ProcessEnv): Promise<PlannedService[]> {
  const [first] = services;
  const settings = readSettings(environment, { httpPort: first.port, busTransport: 'kafka' });
  const missing = [...(await missingLog(settings)), ...(await missingDatabase(settings))];
  if (missing.length > 0)
    throw new SettingsError(`The services need Apache Kafka and MariaDB:\n  ${missing.join('\n  ')}\n${HOW}`);
  return services.map(({ name, port }) => ({
    name,
    port: settings.httpPort + port - first.port,
    file: join(BUILT_APPS, name, 'src/main.js'),
  }));
}

async function missingLog({ busTransport, kafkaBrokers }: Readonly<Settings>): Promise<string[]> {
  if (busTransport !== 'kafka')
    return ['HUYING_BUS_TRANSPORT: separate services share a log; leave it out, or give kafka'];
  for (const broker of kafkaBrokers.split(',')) {
    const { hostname, port } = new URL(`kafka://${broker.trim()}`);
    if (await canConnect(hostname, Number(port))) return [];
  }
  return [`HUYING_KAFKA_BROKERS: nothing answers at ${kafkaBrokers}; give the brokers as host:port,host:port`];
}

async function missingDatabase({ databaseUrl }: Readonly<Settings>): Promise<string[]> {
  if (!/^(mysql|mariadb):/.test(databaseUrl))
    return ['HUYING_DATABASE_URL: separate services share a database; give e.g. mysql://huying@127.0.0.1:3306/huying'];
  const { hostname, port, host } = new URL(databaseUrl);
  if (await canConnect(hostname, Number(port || MARIADB_PORT))) return [];
  return [`HUYING_DATABASE_URL: nothing answers at ${host}; give e.g. mysql://huying@127.0.0.1:3306/huying`];
}
