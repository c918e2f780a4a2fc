import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import { testDatabases } from '#libs/testing';
import { Channels, PlatformDirectory } from '#libs/platforms';
import { SetClock } from '#libs/runtime';
import { answerWith, OutsidePlatform } from '../../testing/src/outside-platform.js';
import { RunningDelivery, sampleRequest } from '../../testing/src/start-delivery.js';
import { LeaseLost } from './actions/lease-lost.js';
import { DeliveryOptions } from './delivery-options.js';
import { LaneLease } from './jobs/lane-lease.js';
import { LaneTools } from './jobs/lane-tools.js';
import { LaneWorker } from './jobs/lane-worker.js';

const START = new Date('2026-11-25T02:00:00.000Z');
const SECOND = 1_000;
const PATIENCE = { timeout: 15_000, interval: 5 };
const HOUR = 3_600_000;

let tickets = 0;

describe.each(await testDatabases())('lanes on $name', (database) => {
  let clock: SetClock;
  let running: RunningDelivery;
  let plain: OutsidePlatform;
  let askable: OutsidePlatform;
  let databaseUrl: string;

  const platforms = () => [
    { code: 'plain', baseUrl: plain.url },
    { code: 'askable', baseUrl: askable.url, lookUp: true },
    { code: 'slow', baseUrl: plain.url, outbound: { ratePerSecond: 20 } },
  ];
  const start = (dataDir?: string) =>
    RunningDelivery.start(platforms(), clock, { dataDir, databaseUrl, times: { leaseMs: 3_000, patienceMs: 5_000 } });
  const request = (platform: string) => sampleRequest(clock, { ticket: `lane ${++tickets}`, platform });
  const requests = (platform: string, count: number) => Array.from({ length: count }, () => request(platform));

  beforeAll(async () => {
    plain = await OutsidePlatform.start();
    askable = await OutsidePlatform.start();
  });

  beforeEach(async () => {
    for (const platform of [plain, askable]) {
      await platform.open();
      platform.answer(200, { ok: true });
      platform.seen.length = 0;
    }
    clock = new SetClock(START);
    databaseUrl = await database.url();
    running = await start();
  });

  afterEach(async () => {
    await running.stopAndForget();
  });

  afterAll(async () => {
    await Promise.all([plain.close(), askable.close()]);
    await database.drop();
  });

  it('keep the order of one ticket behind a slow first delivery, while other tickets and platforms go on', async () => {
    const held: (() => void)[] = [];
    const first = request('plain');
    plain.behave((seen, response) => {
      const answer = () => answerWith(response, 200, { ok: true });
      if ((JSON.parse(seen.body) as { id: string }).id === first.deliveryId) held.push(answer);
      else answer();
    });
    const later = [2, 3].map((number) => ({ ...first, deliveryId: `${first.ticket.ticketId}.1.${number}` }));
    const [other, elsewhere] = [request('plain'), request('askable')];
    await running.request(first, ...later, other, elsewhere);
    await running.settledAs(other.deliveryId, 'accepted');
    await running.settledAs(elsewhere.deliveryId, 'accepted');
    await vi.waitFor(() => expect(held).toHaveLength(1));
    expect(plain.told().map(({ id }) => id)).not.toContain(later[0]?.deliveryId);
    held[0]?.();
    await running.settledAs(later[1]?.deliveryId as string, 'accepted');
    const order = plain.told().map(({ id }) => id);
    expect(order.filter((id) => id !== other.deliveryId)).toEqual([first, ...later].map((one) => one.deliveryId));
  });

  it('bring an id of 24 digits, emoji, rare characters and markup to the platform byte by byte', async () => {
    const texts = { title: '𡈽村䶮路😀👨‍👩‍👧<b>&amp;', description: '<script>alert("1")</script>\r\n\t𠮷 完' };
    const asked = request('plain');
    const ticket = { ...asked.ticket, eventId: '371402101000000000000024', ...texts };
    await running.request({ ...asked, ticket });
    await running.settledAs(asked.deliveryId, 'accepted');
    const told = { event: ticket.eventId, title: texts.title, text: texts.description };
    expect(plain.told()).toMatchObject([told]);
    expect(plain.seen[0]?.body).toContain('"event":"371402101000000000000024"');
  });

  it('keep the order of one ticket while its first waits for a retry', async () => {
    plain.answer(429, {});
    const first = request('plain');
    const second = { ...first, deliveryId: `${first.ticket.ticketId}.1.2` };
    await running.request(first);
    await running.inState(first.deliveryId, 'waiting', 1);
    plain.answer(200, { ok: true });
    const other = request('plain');
    await running.request(second, other);
    await running.settledAs(other.deliveryId, 'accepted');
    expect((await running.listed(second.deliveryId))?.attempts).toBe(0);
    clock.advance(6 * SECOND);
    await running.settledAs(second.deliveryId, 'accepted');
    const mine = plain
      .told()
      .map(({ id }) => id)
      .filter((id) => id !== other.deliveryId);
    expect(mine).toEqual([first.deliveryId, first.deliveryId, second.deliveryId]);
  });

  it('spare the tries of what waits in an outage of three days, and then send all, the oldest first, with no hands', async () => {
    await plain.close();
    const asked = requests('plain', 40).map((one, index) => ({
      ...one,
      requestedAt: new Date(START.getTime() - (40 - index) * SECOND).toISOString(),
    }));
    await running.request(...asked);
    const attempts = async () => {
      const [row] = await running.app.get(DataSource).query('SELECT SUM(attempts) AS made FROM delivery_delivery');
      return Number(row.made);
    };
    const isResting = async () => {
      const db = running.app.get(DataSource);
      const [lane] = await db.query("SELECT breaker FROM delivery_lane WHERE id = 'plain'");
      expect(lane).toMatchObject({ breaker: 'open' });
      expect(await db.query("SELECT id FROM delivery_delivery WHERE state = 'started'")).toEqual([]);
    };
    await vi.waitFor(isResting, PATIENCE);
    for (let hours = 0; hours < 72; hours += 6) {
      const before = await attempts();
      clock.advance(6 * HOUR);
      await vi.waitFor(async () => expect(await attempts()).toBe(before + 1), PATIENCE);
      await vi.waitFor(isResting, PATIENCE);
    }
    // Eight at once and one more for each of the first four failures, then one trial a look; without it, hundreds.
    expect(await attempts()).toBeLessThanOrEqual(8 + 4 + 12);
    expect(await running.settled()).toEqual([]);
    await plain.open();
    clock.advance(HOUR);
    for (const { deliveryId } of asked) await running.settledAs(deliveryId, 'accepted');
    // The first answered is the trial; the others follow by age, as near as eight at a time allow.
    const ids = asked.map(({ deliveryId }) => deliveryId);
    const places = plain
      .told()
      .slice(1)
      .map(({ id }) => ids.indexOf(id as string));
    const strays = places.filter((place, index) => Math.abs(place - index) > 8);
    expect(strays).toEqual([]);
    expect(places).toHaveLength(39);
  });

  it('end what a killed process had begun as unknown: looked up where that can be done, else unconfirmed', async () => {
    for (const platform of [plain, askable]) platform.behave(() => undefined);
    const [lost, found] = [request('plain'), request('askable')];
    await running.request(lost, found);
    await vi.waitFor(() => expect([plain.seen.length, askable.seen.length]).toEqual([1, 1]), PATIENCE);
    // As a kill leaves it: begun, the end never written, the lanes not given back.
    running.app.get(DeliveryOptions).patienceMs = 0;
    const { dataDir } = running;
    await running.stop();
    running = await start(dataDir);
    const settled = await running.settledAs(lost.deliveryId, 'unconfirmed');
    expect(settled).toMatchObject({ attempts: 1, detail: expect.stringContaining('进程中断') as string });
    askable.answer(200, { ok: true, no: 'ZS5' });
    await running.inState(found.deliveryId, 'unknown', 1);
    clock.advance(6 * SECOND);
    expect(await running.settledAs(found.deliveryId, 'accepted')).toMatchObject({ reference: 'ZS5', attempts: 1 });
    expect(plain.seen).toHaveLength(1);
    expect(askable.seen.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('are worked by one worker at a time, and what an earlier owner writes is refused', async () => {
    const [platform, tools] = [running.app.get(PlatformDirectory).get('plain'), running.app.get(LaneTools)];
    const channel = running.app.get(Channels).of('plain');
    const second = new LaneWorker(
      platform,
      channel as NonNullable<typeof channel>,
      new LaneLease('plain', randomUUID(), 3_000, tools.book),
      tools,
    );
    second.start();
    const asked = requests('plain', 60);
    for (const one of asked) {
      await running.request(one);
      second.wake();
    }
    for (const { deliveryId } of asked) await running.settledAs(deliveryId, 'accepted');
    await second.stop(1_000);
    const told = plain.told().map(({ id }) => id as string);
    expect(told.toSorted()).toEqual(asked.map(({ deliveryId }) => deliveryId).toSorted());
    const [lane] = await running.app.get(DataSource).query("SELECT owner, token FROM delivery_lane WHERE id = 'plain'");
    await expect(
      tools.book.advance({
        platform: 'plain',
        owner: lane.owner ?? 'a former one',
        token: Number(lane.token) - 1,
        capabilities: { canLookUp: false, idempotent: false },
        ended: [],
        holes: [],
        starts: [],
        trial: false,
      }),
    ).rejects.toBeInstanceOf(LeaseLost);
  });

  it('finish a request in hand when the process is stopped, and begin no other', async () => {
    plain.behave((_seen, response) => void setTimeout(() => answerWith(response, 200, { ok: true, no: 'ZS6' }), 150));
    const asked = request('plain');
    await running.request(asked);
    await vi.waitFor(() => expect(plain.seen).toHaveLength(1), PATIENCE);
    const { dataDir } = running;
    await running.stop();
    running = await start(dataDir);
    expect(await running.settledAs(asked.deliveryId, 'accepted')).toMatchObject({ reference: 'ZS6', attempts: 1 });
    expect(plain.seen).toHaveLength(1);
    const [lane] = await running.app.get(DataSource).query("SELECT owner FROM delivery_lane WHERE id = 'plain'");
    expect(lane.owner).toBeNull();
  });

  it('keep to the rate of a platform', async () => {
    const asked = requests('slow', 40);
    const begun = Date.now();
    await running.request(...asked);
    for (const { deliveryId } of asked) await running.settledAs(deliveryId, 'accepted');
    // Twenty at once, the other twenty in a second.
    expect(Date.now() - begun).toBeGreaterThan(800);
  });
});
