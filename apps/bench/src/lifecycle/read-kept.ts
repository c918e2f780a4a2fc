import type { DataSource } from 'typeorm';
import { openDatabase } from '#libs/store';
import type { Kept } from './check-lifecycles.js';

type Row = Readonly<Record<string, string | number>>;

/** What the processes left behind; they must have ended, since SQLite belongs to one process. */
export async function readKept(databaseUrl: string): Promise<Kept> {
  const database = await openDatabase(databaseUrl, []);
  try {
    return {
      tickets: (await database.query('SELECT id, state FROM ticketing_ticket')) as Kept['tickets'],
      histories: await histories(database),
      deliveries: await deliveries(database),
      stuck:
        (await countOf(database, `bus_dead_letter WHERE state <> 'replayed'`)) +
        (await countOf(database, 'bus_parked')) +
        (await countOf(database, 'bus_outbox')),
    };
  } finally {
    await database.destroy();
  }
}

/** Records in the embedded log. */
export async function countLog(databaseUrl: string): Promise<number> {
  const database = await openDatabase(databaseUrl, []);
  try {
    return await countOf(database, 'bus_log');
  } finally {
    await database.destroy();
  }
}

async function histories(database: DataSource): Promise<Kept['histories']> {
  const rows =
    (await database.query(`SELECT ticket_id, COUNT(*) AS steps, MIN(version) AS first_step, MAX(version) AS last_step
    FROM ticketing_history GROUP BY ticket_id`)) as Row[];
  return rows.map((row) => ({
    ticketId: String(row['ticket_id']),
    steps: Number(row['steps']),
    first: Number(row['first_step']),
    last: Number(row['last_step']),
  }));
}

async function deliveries(database: DataSource): Promise<Kept['deliveries']> {
  const rows = (await database.query(`SELECT ticket_id, purpose, state, COUNT(*) AS n
    FROM delivery_delivery GROUP BY ticket_id, purpose, state`)) as Row[];
  return rows.map((row) => ({
    ticketId: String(row['ticket_id']),
    purpose: String(row['purpose']),
    state: String(row['state']),
    count: Number(row['n']),
  }));
}

async function countOf(database: DataSource, what: string): Promise<number> {
  const [row] = (await database.query(`SELECT COUNT(*) AS n FROM ${what}`)) as Row[];
  return Number(row?.['n']);
}
