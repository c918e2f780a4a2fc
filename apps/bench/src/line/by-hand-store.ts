import { createPool, type Pool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import type { EventReceived } from '#libs/contracts';
import { outgoing } from './line-event.js';
import { PEER_TABLES } from './peer-tables.js';

/** A row of the outbox; its id is the ticket's. */
export interface Outgoing {
  readonly id: string;
  readonly payload: string;
}

/** Milliseconds make up the high part of an id, which ascends so. */
const SINCE_2020 = 1_577_836_800_000;
const COUNTER_BITS = 20n;

/** The database half of the one by hand: one transaction for a batch, one statement for a table. */
export class ByHandStore {
  private last = 0;
  private counter = 0;

  private constructor(private readonly pool: Pool) {}

  static async open(url: string, connections: number): Promise<ByHandStore> {
    const pool = createPool({
      uri: url,
      connectionLimit: connections,
      supportBigNumbers: true,
      bigNumberStrings: true,
      timezone: 'Z',
    });
    for (const statement of PEER_TABLES) await pool.query(statement);
    return new ByHandStore(pool);
  }

  /** Resolves to what is to be said: nothing for an event that has its ticket. */
  async write(events: readonly EventReceived[], turn: () => number): Promise<readonly Outgoing[]> {
    try {
      return await this.writeOnce(events, turn);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
      // Only now that its connection is back: three that wait for a second one would wait for each other.
      return this.writeOnce(await this.unknownOf(events), turn);
    }
  }

  private async writeOnce(events: readonly EventReceived[], turn: () => number): Promise<readonly Outgoing[]> {
    const connection = await this.pool.getConnection();
    try {
      await connection.query('START TRANSACTION');
      const rows = await this.writeWithin(connection, events, turn);
      await connection.query('COMMIT');
      return rows;
    } catch (error) {
      await connection.query('ROLLBACK');
      throw error;
    } finally {
      connection.release();
    }
  }

  async markPublished(rows: readonly Outgoing[]): Promise<void> {
    await this.pool.query('UPDATE line_outbox SET published_at = NOW(3) WHERE id IN (?)', [rows.map(({ id }) => id)]);
  }

  async pending(limit: number): Promise<readonly Outgoing[]> {
    const [rows] = await this.pool.query<(RowDataPacket & Outgoing)[]>(
      'SELECT id, payload FROM line_outbox WHERE published_at IS NULL ORDER BY id LIMIT ?',
      [limit],
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async writeWithin(
    connection: PoolConnection,
    events: readonly EventReceived[],
    turn: () => number,
  ): Promise<readonly Outgoing[]> {
    if (events.length === 0) return [];
    const now = sqlTime(new Date().toISOString());
    const fresh = events.map((event) => ({ id: this.nextId(), event }));
    const rows = fresh.map(({ id, event }) => ({ id, payload: JSON.stringify(outgoing(event, id)) }));
    await connection.query(
      'INSERT INTO line_ticket (id, source, event_id, title, description, category, reported_at, status, turn) VALUES ?',
      [
        fresh.map(({ id, event }) => [
          id,
          event.source,
          event.eventId,
          event.title,
          event.description,
          event.category,
          sqlTime(event.reportedAt ?? event.receivedAt),
          'RECEIVED',
          turn(),
        ]),
      ],
    );
    await connection.query('INSERT INTO line_history (ticket_id, status, actor, at) VALUES ?', [
      fresh.map(({ id }) => [id, 'RECEIVED', 'bench', now]),
    ]);
    await connection.query('INSERT INTO line_outbox (id, payload) VALUES ?', [
      rows.map(({ id, payload }) => [id, payload]),
    ]);
    return rows;
  }

  private async unknownOf(events: readonly EventReceived[]): Promise<readonly EventReceived[]> {
    const pairs = events.map(({ source, eventId }) => [source, eventId]);
    const [rows] = await this.pool.query<(RowDataPacket & { event_id: string })[]>(
      'SELECT event_id FROM line_ticket WHERE (source, event_id) IN (?)',
      [pairs],
    );
    const known = new Set(rows.map((row) => row.event_id));
    // One batch may hold an event twice.
    return [...new Map(events.map((event) => [event.eventId, event])).values()].filter(
      ({ eventId }) => !known.has(eventId),
    );
  }

  private nextId(): string {
    const milliseconds = Math.max(Date.now(), this.last);
    this.counter = milliseconds === this.last ? this.counter + 1 : 0;
    this.last = milliseconds;
    return String((BigInt(milliseconds - SINCE_2020) << COUNTER_BITS) | BigInt(this.counter));
  }
}

function sqlTime(iso: string): string {
  return iso.slice(0, 23).replace('T', ' ');
}
