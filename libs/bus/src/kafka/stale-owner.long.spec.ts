import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '#libs/store';
import { BusLine, sampleSchema, sharedKafka, testDatabases, testKafkaOptions } from '#libs/testing';
import type { BusMemberOptions } from '../../../testing/src/bus-member.js';
import { Leash } from '../../../testing/src/leash.js';
import { busSchema } from '../bus-schema.js';
import { KafkaTransport } from './kafka.transport.js';

const ROOT = join(import.meta.dirname, '../../../..');
const PARTITIONS = 6;
const KEYS = Array.from({ length: 24 }, (_, index) => `k${index}`);
const STOP_AT = 20;
const PATIENCE = { timeout: 60_000, interval: 100 };
const brokers = await sharedKafka();
const database = (await testDatabases()).find(({ name }) => name === 'mariadb');
const upTo = (count: number): string => Array.from({ length: count }, (_, index) => index + 1).join(',');

/** A member of the group as a process of its own, from the build. */
class Member {
  said = '';
  readonly child: ChildProcess;
  private readonly leash: Leash;

  constructor(options: BusMemberOptions) {
    this.child = spawn(process.execPath, ['dist/libs/testing/src/bus-member.js', JSON.stringify(options)], {
      cwd: ROOT,
    });
    this.leash = new Leash(this.child);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (text: Buffer) => (this.said += text.toString()));
  }

  async says(words: string): Promise<void> {
    await vi.waitUntil(() => this.said.includes(words), PATIENCE);
  }

  end(): void {
    this.leash.release();
    this.child.kill('SIGKILL');
  }
}

describe.skipIf(!brokers || !database)('a member that stands still for longer than its session', () => {
  let dataSource: DataSource;
  let transport: KafkaTransport;
  let line: BusLine;
  let leave: () => Promise<void>;
  let member: Member;
  let version: number;

  const heard = (): Promise<string[]> => Promise.all(KEYS.map((key) => line.heard(dataSource, key)));
  const all = () => KEYS.map(() => upTo(version));
  async function tell(rounds: number): Promise<void> {
    for (const last = version + rounds; version < last;) {
      version++;
      await transport.append(KEYS.map((key) => line.record(key, version)));
      await sleep(20);
    }
  }
  const start = async (where: 'before' | 'within'): Promise<void> => {
    const databaseUrl = (await database?.url()) ?? '';
    dataSource = await openDatabase(databaseUrl, [busSchema, sampleSchema]);
    transport = new KafkaTransport(dataSource, testKafkaOptions(brokers ?? []));
    await transport.prepare(line.topics(PARTITIONS));
    leave = await line.join(transport, dataSource);
    const stopAt = { version: STOP_AT, where };
    member = new Member({ brokers: brokers ?? [], databaseUrl, line: line.name, partitions: PARTITIONS, stopAt });
    await member.says('joined');
    // Both have partitions before it is told to stand still.
    while (!member.said.includes('handled') && version < STOP_AT - 1) await tell(1).then(() => sleep(500));
    await member.says('handled');
    await tell(STOP_AT - version);
    await member.says('stopped');
  };
  /** It is one of the group again: it alone takes what comes when the other has left. */
  const worksOn = async (): Promise<void> => {
    await leave();
    await tell(10);
    await expect.poll(heard, PATIENCE).toEqual(all());
    expect(member.child.exitCode).toBeNull();
  };

  beforeEach(() => {
    Logger.overrideLogger(false);
    line = new BusLine();
    version = 0;
  });
  afterEach(async () => {
    member.end();
    await transport.close();
    await dataSource.destroy();
  });
  afterAll(() => database?.drop());

  it('is replaced meanwhile, and the batch that it wakes with has no effect any more', async () => {
    await start('before');
    await tell(20);
    // All of it, by the other one.
    await expect.poll(heard, PATIENCE).toEqual(all());
    member.child.kill('SIGCONT');
    await tell(20);
    await expect.poll(heard, PATIENCE).toEqual(all());
    await worksOn();
  }, 150_000);

  it('within its transaction, keeps the others off what it has begun, and all have their effect once and in order', async () => {
    await start('within');
    await tell(20);
    // Its session is over for long, and others own its partitions.
    await sleep(10_000);
    member.child.kill('SIGCONT');
    await tell(20);
    await expect.poll(heard, PATIENCE).toEqual(all());
    await worksOn();
  }, 150_000);
});
