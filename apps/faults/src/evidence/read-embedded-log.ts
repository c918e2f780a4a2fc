import type { Reader } from '../line/open-reader.js';
import type { Logged } from './evidence.js';
import { logged, POISON_MARK, TOPIC_PREFIX } from './logged.js';

/** Every record of the log that stands in the database. */
export async function readEmbeddedLog(reader: Reader): Promise<Logged[]> {
  const rows = await reader.rows('SELECT topic, log_partition, log_offset, envelope, body FROM bus_log');
  return rows.map((row) => {
    const { id, key, sequence } = JSON.parse(String(row['envelope'])) as { id: string; key: string; sequence: number };
    const poison = id.startsWith(`${POISON_MARK}-`) ? id.slice(POISON_MARK.length + 1) : undefined;
    return logged(
      {
        type: String(row['topic']).slice(TOPIC_PREFIX.length),
        partition: Number(row['log_partition']),
        offset: Number(row['log_offset']),
      },
      { id, key, sequence },
      String(row['body']),
      poison,
    );
  });
}
