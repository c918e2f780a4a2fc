import { Controller, Injectable, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BusHandler, defaultPolicy, Publisher, type Decision } from '#libs/bus';
import { ticketChanged, TicketChanged, ticketIdOf, type MessageType } from '#libs/contracts';
import { ownKafka, testDatabases } from '#libs/testing';
import { operationPlaces, RunningOperations } from '../../testing/src/start-operations.js';
import type { DeadLetterDetail, DeadLetterPage, FailureGroupPage } from './api/dead-letter-view.js';
import type { OperatorActPage } from './api/operator-acts.controller.js';
import type { ParkedKeyPage, ParkedMessagePage } from './api/parked-views.js';
import type { PolicyPage } from './api/policies.controller.js';
import type { PreviewView, ReplayDetail, ReplayPage, ReplayView } from './api/replay-views.js';

const broker = await ownKafka();
const databases = await testDatabases();
const keyOf = (name: string): string => ticketIdOf('repair', 1, name);
const PATIENCE = { timeout: 20_000 };

@Injectable()
class Heard {
  readonly said: string[] = [];
  isMended = false;
}

@Controller()
class HearTicketChanged {
  constructor(private readonly heard: Heard) {}
  @BusHandler(ticketChanged, { group: 'listeners', load: [], policy: { ...defaultPolicy, delayedTries: [] } })
  decide(@Payload() { ticketId, version, act }: TicketChanged): Decision {
    if (act === 'poison' && !this.heard.isMended) throw new RangeError('the register has no such page');
    this.heard.said.push(`${ticketId} ${version}`);
    return { changes: [] };
  }
}

@Module({ controllers: [HearTicketChanged], providers: [Heard] })
class ListeningPart {}

const places = operationPlaces(databases, broker);

afterAll(async () => {
  await broker?.stop();
  for (const database of databases) await database.drop();
});

describe.each(places)('an operator who repairs what failed on $name', ({ database, brokers }) => {
  let asked: RunningOperations;
  let worker: RunningOperations;
  let heard: Heard;

  beforeAll(async () => {
    const place = brokers ? { brokers, databaseUrl: await database?.url() } : {};
    // Over Kafka the process that is asked handles nothing itself, as the console; the embedded log has one process only.
    asked = await RunningOperations.start(brokers ? [] : [ListeningPart], place);
    worker = brokers ? await RunningOperations.start([ListeningPart], place) : asked;
    heard = worker.app.get(Heard);
  }, 60_000);
  afterAll(async () => {
    await asked.stop();
    if (worker !== asked) await worker.stop();
  });

  const look = async <T>(path: string): Promise<T> => {
    const { status, json, text } = await asked.ask<T>('GET', path);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status} ${text}`);
    return json;
  };
  const act = async <T>(path: string, body: object): Promise<T> => {
    const { status, json, text } = await asked.ask<T>('POST', path, { body });
    if (status >= 300) throw new Error(`POST ${path} was answered ${status} ${text}`);
    return json;
  };
  /** Versions of one key; a poisonous one is negative. */
  const say = (name: string, ...versions: number[]): Promise<void> =>
    asked.app.get<Publisher>(Publisher).publish(
      versions.map((version) => ({
        type: ticketChanged as MessageType,
        body: {
          ticketId: keyOf(name),
          number: '1',
          version: Math.abs(version),
          status: 'CLOSED',
          act: version < 0 ? 'poison' : 'told',
          actor: 'x',
          at: '2026-11-25T02:00:00.000Z',
        },
        id: `${name}-${Math.abs(version)}`,
      })),
    );
  const heardOf = (name: string): string[] =>
    heard.said.filter((one) => one.startsWith(keyOf(name))).map((one) => one.split(' ')[1] as string);
  const parked = async (name: string): Promise<ParkedKeyPage['items'][0] | undefined> =>
    (await look<ParkedKeyPage>(`/v1/parked-keys?key=${keyOf(name)}`)).items[0];
  const letterOf = async (name: string, version: number): Promise<string> => {
    const { items } = await look<DeadLetterPage>(`/v1/dead-letters?state=all&key=${keyOf(name)}`);
    return items.find(({ messageId }) => messageId === `${name}-${version}`)?.id ?? '';
  };

  it('sees which policy is in force, in a process that has no handler', async () => {
    expect((await look<PolicyPage>('/v1/policies')).items).toMatchObject([
      { group: 'listeners', type: 'ticket-changed', immediateTries: 2, delayedTries: [], followers: 'hold' },
    ]);
  });

  it('finds a dead letter, its cause and its key, mends the cause, tries first without effect, and replays it', async () => {
    await say('a', 1, -2, 3);
    await expect.poll(() => parked('a').then((one) => [one?.state, one?.messages]), PATIENCE).toEqual(['dead', 2]);
    const { items: groups } = await look<FailureGroupPage>('/v1/dead-letters/groups');
    expect(groups).toMatchObject([
      { group: 'listeners', count: 1, reason: 'RangeError: the register has no such page' },
    ]);
    const fingerprint = groups[0]?.fingerprint;
    const whole = await look<DeadLetterDetail>(`/v1/dead-letters/${groups[0]?.sampleId}`);
    expect(whole).toMatchObject({ state: 'open', messageId: 'a-2', failures: 1 });
    expect(JSON.parse(whole.body)).toMatchObject({ version: 2 });
    const { items: waiting } = await look<ParkedMessagePage>(`/v1/parked-messages?group=listeners&key=${keyOf('a')}`);
    expect(waiting.map(({ messageId }) => messageId)).toEqual(['a-2', 'a-3']);

    heard.isMended = true;
    const selection = { deadLetters: { fingerprint } };
    expect(await act<PreviewView>('/v1/replays/preview', selection)).toMatchObject({ found: 1, taken: 1, refused: 0 });
    expect(heardOf('a')).toEqual(['1']);
    const run = await act<ReplayView>('/v1/replays', { selection, reason: '登记系统已修好' });
    await expect.poll(() => heardOf('a'), PATIENCE).toEqual(['1', '2', '3']);
    await expect
      .poll(() => look<ReplayDetail>(`/v1/replays/${run.id}`), PATIENCE)
      .toMatchObject({ state: 'done', taken: 1, waiting: 0, letters: { replayed: 1 }, by: 'office' });
    expect((await look<ReplayPage>('/v1/replays')).items).toMatchObject([{ id: run.id, reason: '登记系统已修好' }]);
    expect(await look('/v1/dead-letters')).toEqual({ total: 0, items: [] });
    expect(await look('/v1/dead-letters?state=replayed')).toMatchObject({ total: 1 });
    const { text } = await asked.ask('GET', '/v1/dead-letters/export?state=all');
    expect(JSON.parse(text.trim())).toMatchObject({ messageId: 'a-2', state: 'replayed' });
    heard.isMended = false;
  }, 60_000);

  it('replays one with a corrected body, which stands beside the original', async () => {
    await say('b', -1, 2);
    await expect.poll(() => parked('b').then((one) => one?.messages), PATIENCE).toBe(2);
    const deadLetterId = await letterOf('b', 1);
    const { body } = await look<DeadLetterDetail>(`/v1/dead-letters/${deadLetterId}`);
    const corrected = body.replace('poison', 'mended');
    const selection = { deadLetters: { deadLetterId } };
    const broken = { selection, reason: 'x', correction: { body: '{"ticketId":1}' } };
    expect(await asked.ask('POST', '/v1/replays', { body: broken })).toMatchObject({ status: 422 });
    await act('/v1/replays', { selection, reason: '更正', correction: { body: corrected } });
    await expect.poll(() => heardOf('b'), PATIENCE).toEqual(['1', '2']);
    const after = await look<DeadLetterDetail>(`/v1/dead-letters/${deadLetterId}`);
    expect(after).toMatchObject({ body, corrected: { body: corrected }, settledBy: 'office', settledWhy: '更正' });
  }, 60_000);

  it('skips, holds and releases a key', async () => {
    await say('c', -1, 2, -3, 4);
    await expect.poll(() => parked('c').then((one) => one?.state), PATIENCE).toBe('dead');
    const where = { group: 'listeners', key: keyOf('c') };
    await act('/v1/parked-keys/skip', { ...where, messageId: 'c-1', reason: '重复' });
    await expect.poll(() => parked('c').then((one) => [one?.state, one?.messages]), PATIENCE).toEqual(['dead', 2]);
    expect(heardOf('c')).toEqual(['2']);
    const late = await asked.ask('POST', '/v1/parked-keys/skip', { body: { ...where, messageId: 'c-1', reason: 'x' } });
    expect(late).toMatchObject({ status: 409, json: { code: 'conflict' } });
    await act('/v1/parked-keys/hold', { ...where, reason: '等通知' });
    expect(await parked('c')).toMatchObject({ state: 'held', actedBy: 'office', actedWhy: '等通知' });
    heard.isMended = true;
    await act('/v1/parked-keys/release', { ...where, reason: '好了' });
    await expect.poll(() => heardOf('c'), PATIENCE).toEqual(['2', '3', '4']);
    heard.isMended = false;
    const { items } = await look<OperatorActPage>('/v1/operator-acts?limit=3');
    expect(items.map((one) => [one.act, one.reason])).toEqual([
      ['release', '好了'],
      ['hold', '等通知'],
      ['skip', '重复'],
    ]);
  }, 60_000);

  it('has a range of the log handled anew, once, by its group', async () => {
    await say('d', 1, 2);
    await expect.poll(() => heardOf('d'), PATIENCE).toEqual(['1', '2']);
    const { items } = await look<{ items: { appendedAt: string }[] }>(
      `/v1/messages?topic=ticket-changed&key=${keyOf('d')}`,
    );
    const from = items[0]?.appendedAt;
    const before = new Date(Date.parse(items.at(-1)?.appendedAt ?? '') + 1).toISOString();
    const range = { group: 'listeners', topic: 'ticket-changed', from, before };
    expect(await act('/v1/replays/preview', { range })).toMatchObject({ found: 2, taken: 0, complete: true });
    expect(await act('/v1/replays/preview', { range: { ...range, again: true } })).toMatchObject({ taken: 2 });
    await act('/v1/replays', { selection: { range: { ...range, again: true } }, rate: 10, reason: '再来一次' });
    await expect.poll(() => heardOf('d'), PATIENCE).toEqual(['1', '2', '1', '2']);
  }, 60_000);

  const GOOD = {
    group: 'listeners',
    topic: 'ticket-changed',
    from: '2026-11-25T02:00:00Z',
    before: '2026-11-25T03:00:00Z',
  };
  it.each([
    ['of nothing', { selection: {}, reason: 'x' }, 422, 'either deadLetters or range'],
    ['of everything by no condition', { selection: { deadLetters: {} }, reason: 'x' }, 422, 'say which'],
    [
      'of both',
      { selection: { deadLetters: { key: 'a' }, range: GOOD }, reason: 'x' },
      422,
      'either deadLetters or range',
    ],
    [
      'of what is not there',
      { selection: { deadLetters: { key: 'nothing' } }, reason: 'x' },
      404,
      'No open dead letter',
    ],
    ['without a reason', { selection: { deadLetters: { key: 'a' } } }, 422, 'reason'],
    ['by a misspelt condition', { selection: { deadLetters: { kye: 'a' } }, reason: 'x' }, 422, 'kye'],
    [
      'to a group that does not hear it',
      { selection: { range: { ...GOOD, topic: 'event-received' } }, reason: 'x' },
      404,
      'it hears huying.ticket-changed',
    ],
    ['of a topic that is none', { selection: { range: { ...GOOD, topic: 'x' } }, reason: 'x' }, 404, 'the topics are'],
    [
      'backwards',
      { selection: { range: { ...GOOD, before: GOOD.from } }, reason: 'x' },
      422,
      'must be later than from',
    ],
    [
      'of a time without a zone',
      { selection: { range: { ...GOOD, from: '2026-11-25T02:00' } }, reason: 'x' },
      422,
      'with its zone',
    ],
    [
      'of a time that is none',
      { selection: { range: { ...GOOD, from: '2026-13-25T02:00:00Z' } }, reason: 'x' },
      422,
      'no such time',
    ],
    ['too fast', { selection: { range: GOOD }, rate: 100_000, reason: 'x' }, 422, 'rate'],
  ])('is refused a replay %s, and told why', async (_, body, status, words) => {
    const answer = await asked.ask('POST', '/v1/replays', { body });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
  });

  it('needs the permission to operate', async () => {
    for (const path of [
      '/v1/dead-letters/groups',
      '/v1/dead-letters/export',
      '/v1/parked-keys',
      '/v1/replays',
      '/v1/policies',
    ])
      expect(await asked.ask('GET', path, { account: 'counter' })).toMatchObject({ status: 403 });
    for (const path of [
      '/v1/replays',
      '/v1/replays/preview',
      '/v1/parked-keys/skip',
      '/v1/parked-keys/release',
      '/v1/parked-keys/hold',
    ])
      expect(await asked.ask('POST', path, { account: 'counter', body: { reason: 'x' } })).toMatchObject({
        status: 403,
      });
  });
});
