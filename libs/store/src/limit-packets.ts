import type { DataSource, QueryRunner } from 'typeorm';
import { SqlText } from './sql-literal.js';

/** What a server must take at once: our own statements of several rows, or the largest message and its copy as a dead letter. */
export const LEAST_PACKET = 8 * 1024 * 1024;
/** For what stands around the statement. */
const MARGIN = 1024;

/**
 * Refuses a statement that is larger than the server takes (`max_allowed_packet`) before it is sent. The server would cut the
 * connection in the middle of it, and whether its answer or the broken connection is seen first is chance: the second looks as
 * if the server were away, and the same statement would be sent for ever.
 */
export function limitPackets(dataSource: DataSource, limit: number): void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode): QueryRunner => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...all: unknown[]) => Promise<unknown>;
    const careful = async (sql: string, parameters?: readonly unknown[], structured?: boolean): Promise<unknown> => {
      if (atMost(sql, parameters) > limit - MARGIN && exactly(sql, parameters) > limit - MARGIN) throw tooLarge(limit);
      return query(sql, parameters, structured);
    };
    return Object.assign(runner, { query: careful });
  };
}

/** Quickly: a UTF-16 unit takes up to three bytes, escaped or not. */
function atMost(sql: string, parameters: readonly unknown[] = []): number {
  let bytes = sql.length * 3;
  for (const value of parameters) {
    if (typeof value === 'string') bytes += value.length * 3 + 2;
    else bytes += value instanceof SqlText ? value.text.length * 3 : othersBytes(value);
  }
  return bytes;
}

/** As escaped text: JSON escapes what SQL does, but for the apostrophe. */
function exactly(sql: string, parameters: readonly unknown[] = []): number {
  let bytes = Buffer.byteLength(sql);
  for (const value of parameters)
    bytes +=
      typeof value === 'string'
        ? Buffer.byteLength(JSON.stringify(value)) + value.split("'").length
        : othersBytes(value);
  return bytes;
}

/** Bytes are written as two hex digits each. */
function othersBytes(value: unknown): number {
  if (value instanceof SqlText) return Buffer.byteLength(value.text);
  return value instanceof Uint8Array ? value.length * 2 + 3 : 32;
}

/** As the server calls it, where its answer arrives. */
function tooLarge(limit: number): Error {
  const message = `a statement is larger than max_allowed_packet of the server, ${limit} bytes`;
  return Object.assign(new Error(message), { code: 'ER_NET_PACKET_TOO_LARGE' });
}
