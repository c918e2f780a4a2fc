import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Pauses, Publisher } from '#libs/bus';
import { ticketChanged, ticketIdOf, type MessageType, type TicketChanged } from '#libs/contracts';
import { ownKafka, testDatabases } from '#libs/testing';
import { Heard, ListeningPart } from '../../testing/src/listening-part.js';
import { operationPlaces, RunningOperations } from '../../testing/src/start-operations.js';
import type { MessagePageView, MessageView } from './api/message-views.js';
import type { OperatorActPage } from './api/operator-acts.controller.js';
import type { TopicPage, TopicView } from './api/topic-views.js';

const broker = await ownKafka();
const databases = await testDatabases();
const KEYS = Array.from({ length: 6 }, (_, index) => ticketIdOf('operations', 1, `k${index}`));
const TOPIC = 'huying.ticket-changed';

function changed(ticketId: string, version: number): { type: MessageType; body: object; id: string } {
  const told = { version, status: 'CLOSED', act: 'x', actor: 'x', at: '2026-11-25T02:00:00.000Z' };
  return { type: ticketChanged as MessageType, body: { ticketId, number: '1', ...told }, id: `${ticketId}-${version}` };
}

const places = operationPlaces(databases, broker);

afterAll(async () => {
  await broker?.stop();
  for (const database of databases) await database.drop();
});

describe.each(places)('an operator of the bus on $name', ({ database, brokers }) => {
  const ROUNDS = 30;
  let asked: RunningOperations;
  let worker: RunningOperations;
  const begun = new Date();

  const look = async <T>(path: string): Promise<T> => {
    const { status, json, text } = await asked.ask<T>('GET', path);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status} ${text}`);
    return json;
  };

  beforeAll(async () => {
    const place = brokers ? { brokers, databaseUrl: await database?.url() } : {};
    // Over Kafka the process that is asked handles nothing itself, as the console; the embedded log has one process only.
    asked = await RunningOperations.start(brokers ? [] : [ListeningPart], place);
    worker = brokers ? await RunningOperations.start([ListeningPart], place) : asked;
    const publisher = asked.app.get<Publisher>(Publisher);
    for (let version = 1; version <= ROUNDS; version++)
      await publisher.publish(KEYS.map((key) => changed(key, version)));
    // Heard is not yet committed: what counts is where the group stands.
    const isHandled = async (): Promise<boolean> => {
      const { groups } = await look<TopicView>('/v1/topics/ticket-changed');
      return worker.app.get(Heard).bodies.length === ROUNDS * KEYS.length && groups[0]?.lag === 0;
    };
    await vi.waitUntil(isHandled, { timeout: 20_000 });
  }, 60_000);
  afterAll(async () => {
    await asked.stop();
    if (worker !== asked) await worker.stop();
  });

  it('sees every topic: how much is in it, how much it is given, who hears it and how far they are', async () => {
    const { items } = await look<TopicPage>('/v1/topics');
    expect(items.map(({ topic }) => topic)).toContain('huying.event-received');
    const told = items.find(({ topic }) => topic === TOPIC) as TopicView;
    expect(told).toMatchObject({ messages: ROUNDS * KEYS.length, groups: [{ group: 'listeners', lag: 0 }] });
    expect(told.perSecond).toBeCloseTo((ROUNDS * KEYS.length) / 60, 1);
    expect(told.partitions).toHaveLength(3);
    expect(told.groups[0]).not.toHaveProperty('oldestAt');
    expect(await look('/v1/topics/ticket-changed')).toMatchObject({ topic: TOPIC });
    expect(await asked.ask('GET', '/v1/topics/nothing')).toMatchObject({ status: 404, json: { code: 'not-found' } });
  });

  it('reads messages page by page, in the order of their times and of each key, each once', async () => {
    const found: MessageView[] = [];
    for (let cursor = ''; ;) {
      const page: MessagePageView = await look(`/v1/messages?topic=ticket-changed&limit=40&cursor=${cursor}`);
      found.push(...page.items);
      if (page.nextCursor === undefined) break;
      cursor = page.nextCursor;
    }
    expect(new Set(found.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(ROUNDS * KEYS.length);
    for (const key of KEYS) {
      const versions = found
        .filter(({ envelope }) => envelope.key === key)
        .map(({ body }) => (JSON.parse(body) as TicketChanged).version);
      expect(versions).toEqual(Array.from({ length: ROUNDS }, (_, index) => index + 1));
    }
    const times = found.map(({ appendedAt }) => appendedAt);
    expect(times).toEqual(times.toSorted());
  });

  it('finds messages by key, by id, by offset, by time, and the newest', async () => {
    const ofKey = await look<MessagePageView>(`/v1/messages?topic=${TOPIC}&key=${KEYS[2]}&limit=200`);
    expect(ofKey.items).toHaveLength(ROUNDS);
    expect(ofKey.items.every(({ envelope }) => envelope.key === KEYS[2])).toBe(true);
    expect(ofKey).not.toHaveProperty('nextCursor');
    const ofId = await look<MessagePageView>(`/v1/messages?topic=${TOPIC}&id=${KEYS[1]}-7`);
    expect(ofId.items.map(({ envelope }) => envelope.id)).toEqual([`${KEYS[1]}-7`]);
    const { partition } = ofKey.items[0] as MessageView;
    const fifth = await look<MessagePageView>(`/v1/messages?topic=${TOPIC}&partition=${partition}&offset=5&limit=2`);
    expect(fifth.items.map(({ offset }) => offset)).toEqual([5, 6]);
    const newest = await look<MessagePageView>(`/v1/messages?topic=${TOPIC}&key=${KEYS[0]}&from=end&limit=200`);
    expect(newest.items.at(-1)?.envelope.id).toBe(`${KEYS[0]}-${ROUNDS}`);
    const since = await look<MessagePageView>(`/v1/messages?topic=${TOPIC}&from=${begun.toISOString()}&limit=200`);
    expect(since.items).toHaveLength(ROUNDS * KEYS.length);
    const before = await look(`/v1/messages?topic=${TOPIC}&until=${begun.toISOString()}`);
    expect(before).toEqual({ items: [] });
  });

  it('takes all messages along as lines', async () => {
    const { text } = await asked.ask('GET', `/v1/messages/export?topic=${TOPIC}`);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(ROUNDS * KEYS.length);
    expect(lines.map((line) => (JSON.parse(line) as MessageView).topic)).toEqual(lines.map(() => TOPIC));
  });

  it('pauses and resumes a group with a reason, sees how old what waits is, and the book tells who did it', async () => {
    const reason = '登记系统检修';
    const paused = await asked.ask('POST', '/v1/groups/listeners/pause', { body: { reason } });
    expect(paused).toMatchObject({ status: 200, json: { group: 'listeners', by: 'office', reason } });
    expect(await look('/v1/pauses')).toMatchObject({ items: [{ group: 'listeners', by: 'office' }] });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await asked.app.get<Publisher>(Publisher).publish([changed(KEYS[0] as string, ROUNDS + 1)]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { groups } = await look<TopicView>('/v1/topics/ticket-changed');
    expect(groups).toMatchObject([{ group: 'listeners', lag: 1, paused: { reason } }]);
    expect(groups[0]?.oldestSeconds).toBeGreaterThan(0.9);
    expect(groups[0]?.oldestSeconds).toBeLessThan(20);
    const resumed = await asked.ask('POST', '/v1/groups/listeners/resume', { body: { reason: '修好了' } });
    expect(resumed.status).toBe(204);
    await expect
      .poll(() => look<TopicView>('/v1/topics/ticket-changed').then(({ groups: [one] }) => one?.lag), {
        timeout: 10_000,
      })
      .toBe(0);
    const acts = await look<OperatorActPage>('/v1/operator-acts?limit=1');
    expect(acts.items).toMatchObject([{ act: 'resume', actor: 'office', reason: '修好了' }]);
    const rest = await look<OperatorActPage>(`/v1/operator-acts?cursor=${acts.nextCursor}`);
    expect(rest.items).toMatchObject([{ act: 'pause', target: { group: 'listeners', messageType: '*' } }]);
    expect(rest).not.toHaveProperty('nextCursor');
  });

  it.each([
    ['without a reason', 'POST', '/v1/groups/listeners/pause', { reason: ' ' }, 422, 'invalid-fields'],
    [
      'of a group that nobody is',
      'POST',
      '/v1/groups/listners/pause',
      { reason: 'x' },
      404,
      'the groups are listeners',
    ],
    [
      'of a type that it does not hear',
      'POST',
      '/v1/groups/listeners/pause',
      { reason: 'x', messageType: 'event-received' },
      404,
      'it hears huying.ticket-changed',
    ],
    ['of what does not rest', 'POST', '/v1/groups/listeners/resume', { reason: 'x' }, 404, 'is not paused'],
    ['by a misspelt filter', 'GET', '/v1/messages?topik=x', undefined, 400, 'topik is no parameter here'],
    ['of no topic', 'GET', '/v1/messages', undefined, 400, 'topic must be given'],
    [
      'from a time without a zone',
      'GET',
      `/v1/messages?topic=${TOPIC}&from=2026-11-25T14:00`,
      undefined,
      400,
      'with its zone',
    ],
    [
      'from an offset of no partition',
      'GET',
      `/v1/messages?topic=${TOPIC}&offset=4`,
      undefined,
      400,
      'goes with a partition',
    ],
    [
      'with a cursor of its own',
      'GET',
      `/v1/messages?topic=${TOPIC}&cursor=W251bGxd`,
      undefined,
      400,
      'cursor must be',
    ],
    ['with too much at once', 'GET', `/v1/messages?topic=${TOPIC}&limit=201`, undefined, 400, 'limit must be'],
  ])('is refused %s, and told why', async (_, method, path, body, status, words) => {
    const answer = await asked.ask(method, path, body ? { body } : {});
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
  });

  it('needs the permission to operate', async () => {
    for (const path of [
      '/v1/topics',
      `/v1/messages?topic=${TOPIC}`,
      `/v1/messages/export?topic=${TOPIC}`,
      '/v1/pauses',
      '/v1/operator-acts',
    ])
      expect(await asked.ask('GET', path, { account: 'counter' })).toMatchObject({ status: 403 });
    const body = { reason: 'x' };
    expect(await asked.ask('POST', '/v1/groups/listeners/pause', { account: 'counter', body })).toMatchObject({
      status: 403,
    });
    expect(await asked.app.get<Pauses>(Pauses).list()).toEqual([]);
  });

  it.skipIf(!brokers)('sees what is none of our messages, and why nobody can read it', async () => {
    const producer = new Kafka({ brokers: [brokers as string], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic: TOPIC, messages: [{ partition: 0, value: Buffer.from([0xff, 0xfe]) }] });
    await producer.disconnect();
    const { items } = await look<MessagePageView>(`/v1/messages?topic=${TOPIC}&partition=0&from=end&limit=1`);
    expect(items).toMatchObject([{ body: '//4=' }]);
    expect(items[0]?.unreadable).toContain('the header ce_id is missing');
  });
});
