import { services as separate } from '#libs/service';
import {
  freePorts,
  KafkaServer,
  SupervisedService,
  testDatabases,
  type OwnFolder,
  type Undo,
} from '#libs/testing/servers';
import { startSimulator, type Simulator } from '../../../simulator/src/index.js';
import { readEmbeddedLog } from '../evidence/read-embedded-log.js';
import { readKafkaLog } from '../evidence/read-kafka-log.js';
import { embeddedPoison, kafkaPoison } from '../poison/poison-log.js';
import { askConsole, report } from './ask.js';
import type { Line } from './line.js';
import { openReader, type Reader } from './open-reader.js';
import { TcpProxy } from './tcp-proxy.js';

/** How many times faster than the clock agencies work: a ticket lives for about ten seconds. */
const OUTSIDE_RATE = 1_200;
/** The times in their messages are the line's own: dated ahead, every message would be read anew at each pull, and all of a long run with it. */
const OUTSIDE_CLOCK_RATE = 1;

interface Ground {
  readonly folder: OwnFolder;
  readonly undo: Undo;
  readonly seed: number;
}

/** The four services over a Kafka and a MariaDB of their own. */
export async function startServices(ground: Ground): Promise<Line> {
  const { undo } = ground;
  const mariadb = (await testDatabases()).find(({ name }) => name === 'mariadb');
  if (!mariadb) throw new Error('MariaDB is missing: give its address in MYSQL_URL, or run with --embedded.');
  undo.push(() => mariadb.drop());
  const databaseUrl = await mariadb.url();
  const database = await wire(undo, Number(new URL(databaseUrl).port || 3306));
  let kafka: TcpProxy | undefined;
  const broker = await KafkaServer.start(async (port) => (kafka = await wire(undo, port)).port);
  undo.push(() => broker.stop());
  const { port } = kafka as TcpProxy;
  const line = await begin(
    ground,
    separate.map(({ name }) => name),
    {
      HUYING_DATABASE_URL: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: database.port }).href,
      HUYING_KAFKA_BROKERS: `127.0.0.1:${port}`,
    },
  );
  const poison = await kafkaPoison(broker.broker);
  undo.push(() => poison.close());
  return {
    ...line,
    broker,
    wires: new Map([...line.wires, ['kafka', kafka as TcpProxy], ['database', database]]),
    poison,
    reader: reading(undo, databaseUrl),
    readLog: () => readKafkaLog(broker.broker),
  };
}

/** One process with its own SQLite. */
export async function startEmbedded(ground: Ground): Promise<Line> {
  const file = ground.folder.file('huying.sqlite');
  const line = await begin(ground, ['all-in-one'], { HUYING_DATABASE_URL: `sqlite:${file}` });
  const poison = embeddedPoison(file);
  ground.undo.push(() => poison.close());
  const reader = reading(ground.undo, `sqlite:${file}`);
  return { ...line, poison, reader, readLog: () => readEmbeddedLog(reader) };
}

type Begun = Pick<Line, 'services' | 'wires' | 'simulator' | 'ask' | 'report'>;

/** Starts the processes and the outside world; resolves when all are ready. The first process is the one that people ask. */
async function begin(
  { folder, undo, seed }: Ground,
  names: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Begun> {
  const first = await freePorts(names.length);
  const ports = names.map((_, index) => first + index);
  const entrance = await wire(undo, ports[Math.max(0, names.indexOf('intake'))] as number);
  const simulator = await outside(undo, { huyingUrl: urlOf(entrance.port), secrets: folder.secrets, seed });
  const platforms = await wire(undo, Number(new URL(simulator.url).port));
  folder.copyConfig(urlOf(platforms.port), askedOften);
  const environment = {
    ...settings,
    HUYING_CONFIG_DIR: folder.file('config'),
    HUYING_DATA_DIR: folder.path,
    HUYING_LOG_LEVEL: 'warn',
  };
  const services = names.map(
    (name, index) => new SupervisedService(name, ports[index] as number, environment, folder.file(`${name}.log`)),
  );
  undo.push(() => Promise.all(services.map((service) => service.stop())));
  for (const service of services) service.start();
  await Promise.all(services.map((service) => service.ready()));
  const basic = Buffer.from(`office:${folder.secrets.get('accounts.office')}`).toString('base64');
  return {
    services,
    wires: new Map([
      ['platforms', platforms],
      ['entrance', entrance],
    ]),
    simulator,
    ask: (path, body) => askConsole(urlOf(ports[0] as number) + path, basic, body),
    report: (content) => report(urlOf(entrance.port), folder.secrets.get('platforms.grid.inbound'), content),
  };
}

async function outside(
  undo: Undo,
  options: { huyingUrl: string; secrets: OwnFolder['secrets']; seed: number },
): Promise<Simulator> {
  const simulator = await startSimulator({
    port: 0,
    timeScale: OUTSIDE_RATE,
    clockScale: OUTSIDE_CLOCK_RATE,
    ...options,
  });
  undo.push(() => simulator.close());
  return simulator;
}

async function wire(undo: Undo, target: number): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(target);
  undo.push(() => proxy.close());
  return proxy;
}

function reading(undo: Undo, url: string): Reader {
  const reader = openReader(url);
  undo.push(() => reader.close());
  return reader;
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * Platforms are asked often, and taken for silent after 2 s. Asked so often, the usual overlap would have every list read anew
 * each second, longer and longer: in a long run nothing else would be done.
 */
function askedOften(platforms: string): string {
  return platforms
    .replaceAll('timeoutMs: 10000', 'timeoutMs: 2000')
    .replaceAll(/everySeconds: \d+/g, 'everySeconds: 1')
    .replaceAll(/overlapSeconds: \d+/g, 'overlapSeconds: 30');
}
