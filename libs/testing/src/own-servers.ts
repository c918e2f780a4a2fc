import { testDatabases } from './database.js';
import { ownKafka } from './kafka-broker.js';
import type { KafkaServer } from './kafka-server.js';

/** What the line needs where it is more than one process, empty and the suite's own. */
export interface OwnServers {
  readonly kafka: KafkaServer;
  readonly databaseUrl: string;
  /** Ends Kafka and drops the database. */
  stop(): Promise<void>;
}

/**
 * Kafka and a database on MariaDB, started side by side. Undefined, with a loud line, where one of them is missing; in CI that
 * is a failure.
 */
export async function ownServers(): Promise<OwnServers | undefined> {
  const [databases, kafka] = await Promise.all([testDatabases(), ownKafka()]);
  const mariadb = databases.find(({ name }) => name === 'mariadb');
  if (!kafka || !mariadb) {
    await kafka?.stop();
    return undefined;
  }
  return {
    kafka,
    databaseUrl: await mariadb.url(),
    async stop() {
      await kafka.stop();
      await mariadb.drop();
    },
  };
}
