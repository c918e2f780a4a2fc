import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { FlagRecurrencesJob } from './jobs/flag-recurrences.job.js';

/** What was said to the database, with its values. */
type Said = [sql: string, values: unknown[]];

/** Everything that is said to it from now on. */
function overhear(dataSource: DataSource): Said[] {
  const said: Said[] = [];
  const logQuery = (sql: string, values: unknown[] = []) => said.push([sql, values]);
  dataSource.logger = new Proxy(dataSource.logger, {
    get: (logger, name) => (name === 'logQuery' ? logQuery : Reflect.get(logger, name)),
  });
  return said;
}

/** The indexes by which the database could find what the statement asks for, and those by which it does. */
async function indexesFor(dataSource: DataSource, [sql, values]: Said): Promise<string> {
  const sqlite = dataSource.options.type === 'better-sqlite3';
  const rows = (await dataSource.query(`EXPLAIN ${sqlite ? 'QUERY PLAN ' : ''}${sql}`, values)) as {
    detail?: string;
    possible_keys?: string | null;
    key?: string | null;
  }[];
  return rows.map(({ detail, possible_keys, key }) => detail ?? `${possible_keys} ${key}`).join('\n');
}

describe.each(await testDatabases())('what is asked of very many tickets on $name', (database) => {
  let line: RunningTicketing;
  let said: Said[];
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  beforeAll(async () => {
    line = await RunningTicketing.start(new Date('2026-11-25T10:00:00+08:00'), await database.url());
    said = overhear(line.app.get(DataSource));
  });
  beforeEach(() => {
    said.length = 0;
  });

  it('tickets of a state are found without reading the others', async () => {
    expect((await line.ask('GET', '/v1/tickets?state=suspended')).status).toBe(200);
    const listed = said.find(([sql]) => /ticketing_ticket.*WHERE.*state.*ORDER BY/s.test(sql))!;
    expect(await indexesFor(line.app.get(DataSource), listed)).toContain('ticketing_ticket_state');
  });

  it('tickets and tasks are counted without reading them', async () => {
    expect((await line.ask('GET', '/v1/summary')).status).toBe(200);
    const counted = said.find(([sql]) => sql.includes('COUNT(DISTINCT'))!;
    const indexes = await indexesFor(line.app.get(DataSource), counted);
    for (const name of ['ticketing_ticket_state', 'ticketing_task_outcome']) expect(indexes).toContain(name);
  });

  it('recurrences are looked for from the new tickets, not from all that were ever closed', async () => {
    await line.app.get(FlagRecurrencesJob).look();
    const paired = said.find(([sql]) => sql.includes('earlier'))!;
    const indexes = await indexesFor(line.app.get(DataSource), paired);
    expect(indexes).toContain('ticketing_ticket_spot');
    // MariaDB names all that it could take, and knows how many rows each would give.
    const misled = database.name === 'sqlite' && indexes.includes('ticketing_ticket_state');
    expect(misled).toBe(false);
  });

  it('no more than a week is counted or listed at once: SQLite can do nothing else meanwhile', async () => {
    for (const path of ['/v1/numbers?', '/v1/numbers/finished-in-time/tickets?'])
      expect((await line.ask('GET', `${path}from=2025-12-01&to=2026-11-30`)).status).toBe(200);
    const counting = said.filter(([sql]) => sql.includes('fact'));
    expect(counting.length).toBeGreaterThan(2 * 52);
    for (const [, [from, until]] of counting)
      expect(Date.parse(String(until)) - Date.parse(String(from))).toBeLessThanOrEqual(7 * 86_400_000);
  });
});
