import type { LoggerService } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Publication } from '#libs/bus';
import { ticketChanged, ticketIdOf, type MessageType } from '#libs/contracts';
import { OutsideLists } from '../../testing/src/outside-lists.js';
import { RunningIntake } from '../../testing/src/start-intake.js';
import { ownKafka, testDatabases } from '#libs/testing';
import { AppendGatherer } from './actions/append-gatherer.js';

const mariadb = (await testDatabases()).find(({ name }) => name === 'mariadb');
const kafka = mariadb ? await ownKafka() : undefined;

async function pulled({ database }: RunningIntake): Promise<boolean> {
  const moved = "SELECT * FROM intake_cursor WHERE platform = 'stations' AND next_cursor <> ''";
  return (await database.query(moved)).length > 0;
}

/** What the process wrote into its log, as text. */
class Said implements LoggerService {
  readonly lines: string[] = [];
  log = (...parts: unknown[]): void => void this.lines.push(JSON.stringify(parts));
  warn = this.log;
  error = this.log;
}

describe.skipIf(!kafka)('intake over Kafka and MariaDB', () => {
  const said = new Said();
  let outside: OutsideLists;
  let intake: RunningIntake;
  let environment: Record<string, string>;

  beforeAll(async () => {
    outside = await OutsideLists.start();
    const list = [{ serial: 's-1', no: 'ZS1', state: '已签收', time: '2026-11-25 10:00:00' }];
    outside.pages.set('/stations/callbacks', () => ({ ok: true, list, more: false }));
    environment = {
      HUYING_BUS_TRANSPORT: 'kafka',
      HUYING_KAFKA_BROKERS: kafka?.broker ?? '',
      HUYING_DATABASE_URL: (await mariadb?.url()) ?? '',
    };
    intake = await RunningIntake.start(outside.port, { environment, logger: said });
  }, 60_000);
  afterAll(async () => {
    await intake?.stopAndForget();
    await outside?.stop();
    await kafka?.stop();
    await mariadb?.drop();
  }, 30_000);

  it('begins to pull when the log is ready, not before', async () => {
    await expect.poll(() => pulled(intake), { timeout: 10_000 }).toBe(true);
    expect(said.lines.filter((line) => line.includes('pulling fails'))).toEqual([]);
  });

  it('pulls a platform by one process at a time, and by another when that one has ended', async () => {
    const elsewhere = await OutsideLists.start();
    const other = await RunningIntake.start(elsewhere.port, { environment, logger: said });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(elsewhere.asked).toEqual([]);
    await intake.stop();
    const held = await other.database.query('SELECT DISTINCT lease_owner FROM intake_cursor');
    expect(held).toEqual([{ lease_owner: null }]);
    intake = await RunningIntake.start(outside.port, { environment, logger: said });
    await other.stopAndForget();
    await elsewhere.stop();
  }, 40_000);

  it('of what is appended together, only the one that the log can never take fails, and says so', async () => {
    const gatherer = intake.app.get(AppendGatherer);
    const publication = (name: string, act: string): Publication => ({
      type: ticketChanged as unknown as MessageType,
      id: `gathered ${name}`,
      body: { ticketId: ticketIdOf('grid', 0, name), act },
    });
    const small = Array.from({ length: 20 }, (_, index) => publication(`small ${index}`, 'x'));
    const appends = [...small.slice(0, 10), publication('huge', 'x'.repeat(3_000_000)), ...small.slice(10)].map((one) =>
      gatherer.append([one]),
    );
    const ends = await Promise.allSettled(appends);
    expect(ends.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(20);
    expect(ends[10]).toMatchObject({ status: 'rejected', reason: { code: 'body-too-large', retryable: false } });
  });
});
