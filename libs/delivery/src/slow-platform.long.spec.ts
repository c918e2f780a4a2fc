import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { testDatabases } from '#libs/testing';
import { SetClock } from '#libs/runtime';
import { answerWith, OutsidePlatform } from '../../testing/src/outside-platform.js';
import { RunningDelivery, sampleRequest } from '../../testing/src/start-delivery.js';
import { inWords, onTime, Stopwatch } from '../../testing/src/stopwatch.js';

const START = new Date('2026-11-25T02:00:00.000Z');
const HEALTHY = ['a', 'b', 'c', 'd'];
/** To each platform, for so long. */
const PER_SECOND = 10;
const SECONDS = 10;
const FAILS_AFTER = 1_000;
/** The clock goes so fast that the breaker lets the failing platform be tried all the time. */
const PASSES = 6 * 60_000;

describe.each(await testDatabases())('a platform that takes a second to fail, on $name', (database) => {
  let clock: SetClock;
  let watch: Stopwatch;
  let running: RunningDelivery;
  const platforms = new Map<string, OutsidePlatform>();
  const failing = (): OutsidePlatform => platforms.get('failing') as OutsidePlatform;

  beforeAll(async () => {
    for (const code of ['failing', ...HEALTHY]) platforms.set(code, await OutsidePlatform.start());
  });
  beforeEach(async () => {
    clock = new SetClock(START);
    watch = new Stopwatch();
    for (const code of HEALTHY)
      platforms.get(code)?.behave(({ body }, response) => {
        watch.end((JSON.parse(body) as { id: string }).id);
        answerWith(response, 200, { ok: true });
      });
    failing().behave((_seen, response) => void setTimeout(() => answerWith(response, 500, { ok: false }), FAILS_AFTER));
    running = await RunningDelivery.start(
      [...platforms].map(([code, { url }]) => ({ code, baseUrl: url, outbound: { idempotent: true } })),
      clock,
      { databaseUrl: await database.url() },
    );
  });
  afterEach(() => running.stopAndForget());
  afterAll(async () => {
    await Promise.all([...platforms.values()].map((platform) => platform.close()));
    await database.drop();
  });

  let tickets = 0;
  /** One delivery to each of them, at once, each of a ticket of its own: their turn is now. */
  function ask(codes: readonly string[]): { ids: string[]; asked: Promise<void> } {
    const requests = codes.map((platform) => sampleRequest(clock, { ticket: `slow ${++tickets}`, platform }));
    for (const { deliveryId } of requests) watch.begin(deliveryId);
    return { ids: requests.map(({ deliveryId }) => deliveryId), asked: running.request(...requests) };
  }

  it('delays no other: 99 of 100 deliveries to those that are well are sent within 250 ms', async () => {
    // Compiled, connected.
    for (let round = 0; round < 20; round++) await ask([...platforms.keys()]).asked;
    await vi.waitFor(() => expect(platforms.get('a')?.seen).toHaveLength(20), { timeout: 15_000 });
    const failedBefore = failing().seen.length;
    const ids: string[] = [];
    const asking: Promise<void>[] = [];
    const begun = Date.now();
    for (let round = 0; round < SECONDS * PER_SECOND; round++) {
      await sleep(Math.max(0, begun + (round * 1_000) / PER_SECOND - Date.now()));
      clock.advance(PASSES / PER_SECOND);
      const toFailing = ask(['failing']);
      const toHealthy = ask(HEALTHY);
      ids.push(...toHealthy.ids);
      asking.push(toFailing.asked, toHealthy.asked);
    }
    await Promise.all(asking);
    await vi.waitFor(() => expect(ids.filter((id) => !watch.hasEnded(id))).toEqual([]), { timeout: 15_000 });
    const measured = watch.measured(ids);
    const failed = failing().seen.length - failedBefore;
    console.log(`deliveries beside a failing platform (${failed} failures): ${inWords(measured)}`);
    expect(failed).toBeGreaterThan(SECONDS / 3);
    expect(onTime(measured)).toBeGreaterThanOrEqual(0.99);
  }, 90_000);
});
