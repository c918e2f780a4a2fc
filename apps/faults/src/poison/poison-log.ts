import { Kafka, logLevel, type Producer } from 'kafkajs';
import { POISON_MARK, TOPIC_PREFIX } from '../evidence/logged.js';
import { openSqlite, type Sqlite } from '../line/sqlite.js';
import type { Poison } from './poison-kinds.js';

/** A way past the product into its log. */
export interface PoisonLog {
  /** Rejects when it could not be put there, and when that is not known. */
  put(poison: Poison): Promise<void>;
  close(): Promise<void>;
}

/** As any other producer that is allowed onto the brokers. */
export async function kafkaPoison(broker: string): Promise<PoisonLog> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry: { retries: 2, maxRetryTime: 500 } });
  const producer: Producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return {
    async put({ kind, type, key, envelope, body }) {
      const headers = {
        [POISON_MARK]: kind,
        ...(envelope
          ? {
              ce_id: envelope.id,
              ce_type: `${TOPIC_PREFIX}${envelope.type}.v${envelope.version}`,
              ce_partitionkey: key,
              ce_sequence: '0',
            }
          : {}),
      };
      const message = { key, value: body ?? null, headers };
      await producer.send({ topic: TOPIC_PREFIX + type, acks: -1, messages: [message] });
    },
    close: () => producer.disconnect(),
  };
}

/** A row in the table of the embedded log, where nothing can stand without an envelope. */
export function embeddedPoison(file: string): PoisonLog {
  const database = openSqlite(file, 'write');
  return {
    put(poison) {
      if (!poison.envelope) return Promise.resolve();
      database.exec('BEGIN IMMEDIATE');
      try {
        append(database, poison);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(database.close()),
  };
}

function append(database: Sqlite, { kind, type, key, envelope, body }: Poison): void {
  const at = [TOPIC_PREFIX + type, 0] as const;
  const head = database
    .prepare(
      'UPDATE bus_log_head SET next_offset = next_offset + 1 WHERE topic = ? AND log_partition = ? RETURNING next_offset',
    )
    .get(...at) as { next_offset: number };
  const time = new Date().toISOString();
  const id = `${POISON_MARK}-${kind}-${envelope?.id}`.slice(0, 64);
  const stored = JSON.stringify({ ...envelope, id, source: 'faults', time, key, sequence: 0 });
  const text = body?.toString() ?? '';
  database
    .prepare('INSERT INTO bus_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(...at, head.next_offset - 1, id, key, text.length, time.replace('T', ' ').replace('Z', ''), stored, text);
}
