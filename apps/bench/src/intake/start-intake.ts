import { freePorts, OwnFolder, SupervisedService } from '#libs/testing/servers';
import type { Ground } from '../bench.js';

export interface Intake {
  readonly service: SupervisedService;
  /** Of a platform that has a key, and of one that signs. */
  readonly secrets: { readonly key: string; readonly signature: string };
}

/** Platform that proves itself by a key, and one that signs: both of the sample configuration. */
export const WITH_KEY = 'message-board';
export const WITH_SIGNATURE = 'grid';
/** Nobody listens there: what is pulled does not matter here. */
const NOWHERE = 'http://127.0.0.1:9';

/** The service `intake` as an operator starts it, over Kafka and MariaDB, with the sample configuration. */
export async function startIntake({ broker, database, undo, profile }: Ground): Promise<Intake> {
  const folder = new OwnFolder('bench');
  undo.push(() => folder.remove());
  const secretOf = (platform: string): string => folder.secrets.get(`platforms.${platform}.inbound`);
  const secrets = { key: secretOf(WITH_KEY), signature: secretOf(WITH_SIGNATURE) };
  folder.copyConfig(NOWHERE, withoutRates);
  const environment = {
    HUYING_DATABASE_URL: await database(),
    HUYING_KAFKA_BROKERS: broker,
    HUYING_CONFIG_DIR: folder.file('config'),
    HUYING_DATA_DIR: folder.path,
    HUYING_LOG_LEVEL: 'warn',
  };
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const service = new SupervisedService('intake', await freePorts(), environment, folder.file('intake.log'), flags);
  undo.push(() => service.end());
  service.start();
  await service.ready();
  return { service, secrets };
}

/** As fast as it can: the limits of the sample are those of a county. */
export function withoutRates(platforms: string): string {
  return platforms.replaceAll(/ratePerSecond: \d+, burst: \d+/g, 'ratePerSecond: 10000, burst: 20000');
}
