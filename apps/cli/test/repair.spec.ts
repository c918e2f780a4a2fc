import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BusHandler, defaultPolicy, Publisher, type Decision } from '#libs/bus';
import { ticketChanged, TicketChanged, ticketIdOf, type MessageType } from '#libs/contracts';
import { RunningOperations } from '../../../libs/testing/src/start-operations.js';
import { runCli } from '../src/run-cli.js';
import { Kept } from './kept.js';

const heard: string[] = [];
let isMended = false;

@Controller()
class HearTicketChanged {
  @BusHandler(ticketChanged, { group: 'listeners', load: [], policy: { ...defaultPolicy, delayedTries: [] } })
  decide(@Payload() { ticketId, version, act }: TicketChanged): Decision {
    if (act === 'poison' && !isMended) throw new RangeError('no such page');
    heard.push(`${ticketId} ${version}`);
    return { changes: [] };
  }
}

@Module({ controllers: [HearTicketChanged] })
class ListeningPart {}

let bus: RunningOperations;
beforeAll(async () => {
  bus = await RunningOperations.start([ListeningPart]);
}, 30_000);
afterAll(() => bus.stop());

const keyOf = (name: string): string => ticketIdOf('repair', 2, name);
const heardOf = (name: string): string =>
  heard.flatMap((one) => (one.startsWith(keyOf(name)) ? one.split(' ')[1] : [])).join();

async function huying(...args: string[]): Promise<string> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const code = await runCli([...args, '--url', bus.url], { HUYING_DATA_DIR: bus.dataDir }, { stdout, stderr });
  return code === 0 ? stdout.text : `exit ${code}: ${stderr.text}`;
}

/** Versions of one key; a poisonous one is negative. */
async function say(name: string, ...versions: number[]): Promise<void> {
  const told = { number: '1', status: 'CLOSED', actor: 'x', at: '2026-11-25T02:00:00.000Z', ticketId: keyOf(name) };
  await bus.app.get<Publisher>(Publisher).publish(
    versions.map((version) => ({
      type: ticketChanged as MessageType,
      body: { ...told, version: Math.abs(version), act: version < 0 ? 'poison' : 'told' },
      id: `${name}-${Math.abs(version)}`,
    })),
  );
}

describe('huying repairs on the command line', () => {
  it('a key at three in the morning: finds the cause, looks at the message, tries first, replays', async () => {
    await say('a', 1, -2, 3);
    await expect
      .poll(() => huying('parked'), { timeout: 10_000 })
      .toMatch(/listeners +huying\.ticket-changed +\w+ +dead +2 .*no such page/);
    const causes = await huying('dead-letters');
    expect(causes).toMatch(/^FINGERPRINT.*\n\w{16} +listeners +ticket-changed +1 .*RangeError: no such page$/m);
    const [, fingerprint = '', id = ''] = /^(\w{16}).* (\S{36}) +RangeError/m.exec(causes) ?? [];
    expect(await huying('dead-letters', id)).toMatch(/message +a-2 \(ticket-changed\)[\s\S]*"act": "poison"/);
    expect(await huying('parked', 'messages', 'listeners', keyOf('a'))).toMatch(/a-2 [\s\S]*a-3 /);
    expect(await huying('replay', '--fingerprint', fingerprint, '--dry-run')).toContain('1 found: 1 would be taken.');
    expect(heardOf('a')).toBe('1');
    isMended = true;
    const done = await huying('replay', '--fingerprint', fingerprint, '--reason', '已修好');
    expect(done).toMatch(/: done; 1 taken, 0 passed, 0 refused\n.*by office: 已修好\n +dead letters: 1 replayed/);
    expect(heardOf('a')).toBe('1,2,3');
    expect(await huying('dead-letters')).toBe('There is none.\n');
    expect(await huying('dead-letters', '--list', '--state', 'all')).toContain('1 in all');
    expect(await huying('parked')).toBe('Nothing waits.\n');
    expect(await huying('replay', 'list')).toMatch(/done +1 +0 +0 +office +已修好/);
    expect((await huying('dead-letters', '--export', '--state', 'replayed')).trim().split('\n')).toHaveLength(1);
    isMended = false;
  });

  it('a message with a corrected body, and one that is skipped', async () => {
    await say('b', -1, -2, 3);
    await expect.poll(() => huying('parked'), { timeout: 10_000 }).toMatch(/dead +3 /);
    const { items } = JSON.parse(await huying('dead-letters', '--list', '--json')) as { items: { id: string }[] };
    const id = items[0]?.id ?? '';
    const { body } = JSON.parse(await huying('dead-letters', id, '--json')) as { body: string };
    const file = join(bus.dataDir, 'corrected.json');
    writeFileSync(file, body.replace('poison', 'mended'));
    expect(await huying('replay', '--id', id, '--body', file, '--reason', '更正')).toContain('1 replayed');
    await expect.poll(() => huying('parked'), { timeout: 10_000 }).toMatch(/dead +2 /);
    const skip = ['parked', 'skip', 'listeners', keyOf('b'), '--reason', '重复', '--message'];
    expect(await huying(...skip, 'b-1')).toMatch(/^exit 1: conflict: /);
    expect(await huying(...skip, 'b-2')).toContain('goes on without that message');
    await expect.poll(() => heardOf('b'), { timeout: 10_000 }).toBe('1,3');
    expect(await huying('acts', '--limit', '1')).toMatch(/office +skip .*重复/);
  });

  it('a key is held and released; a range is handled anew; the policies are told', async () => {
    expect(await huying('parked', 'hold', 'listeners', keyOf('c'), '--reason', '等通知')).toContain('is held');
    await say('c', 1);
    await expect
      .poll(() => huying('parked', '--state', 'held'), { timeout: 10_000 })
      .toMatch(/held +1 .*office: 等通知/);
    expect(await huying('parked', 'release', 'listeners', keyOf('c'), '--reason', '好了')).toContain('is tried now');
    await expect.poll(() => heardOf('c'), { timeout: 10_000 }).toBe('1');
    const range = ['replay', '--range', '--group', 'listeners', '--topic', 'ticket-changed'];
    const times = ['--from', '2026-01-01T00:00:00+08:00', '--before', '2099-01-01T00:00:00+08:00'];
    expect(await huying(...range, ...times, '--dry-run')).toMatch(/^7 found: 0 would be taken/);
    // Those that failed before fail again: the others go on, and what waits is told.
    const again = await huying(...range, ...times, '--again', '--reason', '重放', '--rate', '1000');
    expect(again).toMatch(/: done; 7 taken[\s\S]* not handled yet/);
    expect(heardOf('c')).toBe('1,1');
    expect(await huying('policies')).toMatch(/^listeners +ticket-changed +2 +\(never\) +hold +UnreadableMessage$/m);
  });

  it.each([
    [['replay', '--reason', 'x'], 'say which'],
    [['replay', '--key', 'a'], '--reason must be given'],
    [['replay', '--key', 'a', '--again', '--reason', 'x'], '--again goes with --range'],
    [['replay', '--key', 'a', '--body', 'f', '--reason', 'x'], '--body goes with --id'],
    [['replay', '--id', 'a', '--body', '/none', '--reason', 'x'], '--body: ENOENT'],
    [['replay', '--key', 'a', '--rate', 'fast', '--reason', 'x'], '--rate must be a whole number'],
    [['replay', '--range', '--group', 'listeners', '--reason', 'x'], '--topic must be given'],
    [['replay', 'again'], 'is none of list, show, stop'],
    [['parked', 'free', 'a', 'b'], 'is none of messages, release'],
    [['parked', 'release', 'listeners'], 'group and key must be given'],
  ])('%j is not understood, and says why', async (args, words) => {
    const answer = await huying(...args);
    expect(answer).toMatch(/^exit 2: /);
    expect(answer).toContain(words);
  });
});
