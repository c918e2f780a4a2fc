import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import { Sealer } from '#libs/access';
import type { CallbackReceived } from '#libs/contracts';
import { SetClock } from '#libs/runtime';
import { answerWith, OutsidePlatform } from '../../testing/src/outside-platform.js';
import { RunningDelivery, sampleRequest } from '../../testing/src/start-delivery.js';

const START = new Date('2026-11-25T02:00:00.000Z');
const SECOND = 1_000;
const HOUR = 3_600_000;

const clock = new SetClock(START);
let running: RunningDelivery;
/** A platform of each capability. */
let plain: OutsidePlatform;
let askable: OutsidePlatform;
let idempotent: OutsidePlatform;
let tickets = 0;

beforeAll(async () => {
  plain = await OutsidePlatform.start();
  askable = await OutsidePlatform.start();
  idempotent = await OutsidePlatform.start();
  running = await RunningDelivery.start(
    [
      { code: 'plain', baseUrl: plain.url },
      { code: 'askable', baseUrl: askable.url, lookUp: true, outbound: { needsReporter: true } },
      { code: 'idempotent', baseUrl: idempotent.url, outbound: { idempotent: true } },
      { code: 'impatient', baseUrl: plain.url, outbound: { timeoutMs: 200 } },
      { code: 'deaf' },
    ],
    clock,
  );
});

afterEach(async () => {
  for (const platform of [plain, askable, idempotent]) {
    platform.answer(200, { ok: true, no: 'ZS1' });
    platform.seen.length = 0;
  }
  // A success closes the breaker that a failing case may have filled.
  for (const platform of ['plain', 'askable', 'idempotent']) {
    await deliver(platform);
  }
  for (const platform of [plain, askable, idempotent]) platform.seen.length = 0;
});

afterAll(async () => {
  await running.stopAndForget();
  await Promise.all([plain, askable, idempotent].map((platform) => platform.close()));
});

function request(platform: string, of: Partial<Parameters<typeof sampleRequest>[1]> = {}) {
  return sampleRequest(clock, { ticket: `t${++tickets}`, platform, ...of });
}

async function deliver(platform: string): Promise<void> {
  const asked = request(platform);
  await running.request(asked);
  await running.settledAs(asked.deliveryId, 'accepted');
}

function callbackAbout(taskId: string, platform: string, reference?: string): CallbackReceived {
  return {
    callbackId: createHash('sha256').update(`${platform} ${taskId}`).digest('hex'),
    platform,
    ticketId: taskId.slice(0, 26),
    taskId,
    ...(reference === undefined ? {} : { reference }),
    entrance: 'push',
    status: 'ACCEPTED',
    receivedAt: clock.now().toISOString(),
  };
}

describe('one delivery', () => {
  it('that the platform says yes to is accepted, with the outside reference', async () => {
    plain.answer(200, { ok: true, no: 'ZS20261125001' });
    const asked = request('plain');
    await running.request(asked);
    expect(await running.settledAs(asked.deliveryId, 'accepted')).toEqual({
      deliveryId: asked.deliveryId,
      ticketId: asked.ticket.ticketId,
      taskId: asked.task?.taskId,
      platform: 'plain',
      purpose: 'dispatch',
      outcome: 'accepted',
      reference: 'ZS20261125001',
      attempts: 1,
      settledAt: START.toISOString(),
    });
    expect(plain.seen).toHaveLength(1);
    expect(plain.seen[0]?.headers['idempotency-key']).toBe(asked.deliveryId);
  });

  it('that is asked for twice is sent once', async () => {
    const asked = request('plain');
    await running.request(asked, asked);
    await running.settledAs(asked.deliveryId, 'accepted');
    await deliver('plain');
    expect(plain.told().filter(({ id }) => id === asked.deliveryId)).toHaveLength(1);
  });

  it.each([
    ['a no', 200, { ok: false, reason: '非本单位职责' }, '非本单位职责'],
    ['a 404', 404, 'not here', 'HTTP 404'],
    ['a 401', 401, {}, 'HTTP 401'],
  ])('answered with %s is refused', async (_what, status, body, detail) => {
    plain.answer(status, body);
    const asked = request('plain');
    await running.request(asked);
    expect((await running.settledAs(asked.deliveryId, 'refused'))?.detail).toContain(detail);
    expect(plain.seen).toHaveLength(1);
  });

  it.each([408, 425, 429])(
    'answered with %i was not sent, and is tried again after 5 s with the same key',
    async (status) => {
      plain.answer(status, {});
      const asked = request('plain');
      await running.request(asked);
      const waiting = await running.inState(asked.deliveryId, 'waiting', 1);
      const pause = new Date(waiting.nextAttemptAt as string).getTime() - clock.now().getTime();
      expect(pause).toBeGreaterThanOrEqual(5 * SECOND);
      expect(pause).toBeLessThanOrEqual(5.5 * SECOND);
      plain.answer(200, { ok: true });
      clock.advance(pause);
      await running.settledAs(asked.deliveryId, 'accepted');
      expect(plain.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([asked.deliveryId, asked.deliveryId]);
    },
  );

  it.each([
    ['seconds', () => '90'],
    ['a date', () => new Date(Date.now() + 90 * SECOND).toUTCString()],
  ])('answered with 503 and Retry-After in %s is tried again when the platform wishes', async (_form, header) => {
    plain.answer(503, {}, { 'retry-after': header() });
    const asked = request('plain');
    await running.request(asked);
    const waiting = await running.inState(asked.deliveryId, 'waiting', 1);
    const pause = new Date(waiting.nextAttemptAt as string).getTime() - clock.now().getTime();
    expect(pause).toBeGreaterThan(80 * SECOND);
    expect(pause).toBeLessThanOrEqual(90 * SECOND);
    plain.answer(200, { ok: true });
    clock.advance(90 * SECOND);
    await running.settledAs(asked.deliveryId, 'accepted');
  });

  it.each([
    ['a time-out', () => undefined],
    ['a reset', (response: { destroy(): void }) => response.destroy()],
    ['a 500', (response: never) => answerWith(response, 500, { ok: false })],
    ['a 503 that names no time', (response: never) => answerWith(response, 503, {})],
    ['a reply of no known shape', (response: never) => answerWith(response, 200, '<html>登录</html>')],
  ])('that met %s is unconfirmed where the platform can neither be asked nor told twice', async (_what, behaviour) => {
    plain.behave((_request, response) => behaviour(response as never));
    const asked = request('impatient');
    await running.request(asked);
    expect((await running.settledAs(asked.deliveryId, 'unconfirmed'))?.detail).toContain('可能已送达');
    expect(plain.seen).toHaveLength(1);
  });

  it('in doubt is sent again with the same key where twice has one effect', async () => {
    idempotent.answer(500, {});
    const asked = request('idempotent');
    await running.request(asked);
    await running.inState(asked.deliveryId, 'waiting', 1);
    idempotent.answer(200, { ok: true, no: 'ZS7' });
    clock.advance(6 * SECOND);
    expect(await running.settledAs(asked.deliveryId, 'accepted')).toMatchObject({ reference: 'ZS7', attempts: 2 });
    expect(new Set(idempotent.seen.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([asked.deliveryId]),
    );
  });

  it('in doubt is looked up, found, and accepted without being sent again', async () => {
    askable.behave((seen, response) =>
      seen.method === 'GET' ? answerWith(response, 200, { ok: true, no: 'ZS8' }) : response.destroy(),
    );
    const asked = request('askable');
    await running.request(asked);
    await running.inState(asked.deliveryId, 'unknown', 1);
    clock.advance(6 * SECOND);
    expect(await running.settledAs(asked.deliveryId, 'accepted')).toMatchObject({ reference: 'ZS8', attempts: 1 });
    expect(askable.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /tasks',
      `GET /deliveries/${asked.deliveryId}`,
    ]);
    expect((await running.listed(asked.deliveryId))?.history.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'send unknown',
      'look-up found',
    ]);
  });

  it('in doubt is looked up, not found, and sent again', async () => {
    let posts = 0;
    askable.behave((seen, response) => {
      if (seen.method === 'GET') answerWith(response, 200, { ok: false });
      else if (++posts === 1) answerWith(response, 500, {});
      else answerWith(response, 200, { ok: true, no: 'ZS9' });
    });
    const asked = request('askable');
    await running.request(asked);
    await running.inState(asked.deliveryId, 'unknown', 1);
    clock.advance(6 * SECOND);
    await running.inState(asked.deliveryId, 'waiting', 1);
    clock.advance(6 * SECOND);
    expect(await running.settledAs(asked.deliveryId, 'accepted')).toMatchObject({ reference: 'ZS9', attempts: 2 });
  });

  it('in doubt whose look-ups get no answer is unconfirmed after five of them', async () => {
    askable.answer(500, {});
    const asked = request('askable');
    await running.request(asked);
    await vi.waitFor(
      async () => {
        clock.advance(HOUR);
        expect((await running.settled(asked.deliveryId)).map(({ outcome }) => outcome)).toEqual(['unconfirmed']);
      },
      { timeout: 15_000, interval: 20 },
    );
    expect(askable.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET', 'GET']);
  });

  it('that could not connect for five days is undeliverable, tried on the schedule and at the very end', async () => {
    await plain.close();
    const begun = clock.now().getTime();
    const asked = request('plain');
    await running.request(asked);
    for (let attempts = 1; (await running.settled(asked.deliveryId)).length === 0; attempts++) {
      const { nextAttemptAt } = await running.inState(asked.deliveryId, 'waiting', attempts);
      clock.set(new Date(nextAttemptAt as string));
      await vi.waitFor(
        async () => expect((await running.listed(asked.deliveryId))?.history).toHaveLength(attempts + 1),
        {
          timeout: 15_000,
          interval: 10,
        },
      );
    }
    const at =
      (await running.listed(asked.deliveryId))?.history.map(
        ({ startedAt }) => new Date(startedAt as string).getTime() - begun,
      ) ?? [];
    const pauses = at.slice(1).map((time, index) => time - (at[index] as number));
    const planned = [5, 30, 300, 1_800, 7_200, 18_000, 36_000].map((seconds) => seconds * SECOND);
    for (const [index, pause] of planned.entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(pause);
      expect(pauses[index]).toBeLessThanOrEqual(pause * 1.1);
    }
    expect(at.at(-1)).toBe(120 * HOUR);
    const said = await running.settledAs(asked.deliveryId, 'undeliverable');
    expect(said?.attempts).toBe(at.length);
    await plain.open();
    clock.advance(HOUR);
  });

  it('for which the dialect has no word is refused without a request, and says what is missing', async () => {
    const asked = request('plain', { purpose: 'reminder' });
    await running.request(asked);
    expect(await running.settledAs(asked.deliveryId, 'refused')).toMatchObject({
      attempts: 0,
      detail: expect.stringContaining('催办') as string,
    });
    expect(plain.seen).toEqual([]);
  });

  it.each(['deaf', 'nowhere'])(
    'to a platform that cannot be told anything (%s) is refused at once',
    async (platform) => {
      const asked = request(platform);
      await running.request(asked);
      expect(await running.settledAs(asked.deliveryId, 'refused')).toMatchObject({ attempts: 0 });
    },
  );
});

describe('a callback that names our task', () => {
  it('proves acceptance of what was unconfirmed, and tells the number for later deliveries', async () => {
    plain.answer(500, {});
    const asked = request('plain');
    await running.request(asked);
    await running.settledAs(asked.deliveryId, 'unconfirmed');
    plain.answer(200, { ok: true });
    await running.callBack(callbackAbout(asked.task?.taskId as string, 'plain', 'ZS77'));
    await vi.waitFor(
      async () =>
        expect((await running.settled(asked.deliveryId)).map(({ outcome }) => outcome)).toEqual([
          'unconfirmed',
          'accepted',
        ]),
      { timeout: 15_000 },
    );
    expect((await running.settled(asked.deliveryId))[1]?.reference).toBe('ZS77');
    const later = { ...request('plain', { purpose: 'withdrawal' }), ticket: asked.ticket, task: asked.task };
    await running.request(later);
    await running.settledAs(later.deliveryId, 'accepted');
    expect(plain.told().at(-1)).toMatchObject({ no: 'ZS77' });
  });

  it('and comes before the answer that is then lost, proves acceptance', async () => {
    let answer: (() => void) | undefined;
    plain.behave((_request, response) => (answer = () => response.destroy()));
    const asked = request('plain');
    await running.request(asked);
    await vi.waitFor(() => expect(answer).toBeDefined());
    await running.callBack(callbackAbout(asked.task?.taskId as string, 'plain', 'ZS78'));
    await vi.waitFor(async () => {
      const [row] = await running.app
        .get(DataSource)
        .query('SELECT proven FROM delivery_delivery WHERE id = ?', [asked.deliveryId]);
      expect(row.proven).toBeTruthy();
    });
    answer?.();
    expect(await running.settledAs(asked.deliveryId, 'accepted')).toMatchObject({ reference: 'ZS78' });
  });

  it('of another platform proves nothing', async () => {
    plain.answer(500, {});
    const asked = request('plain');
    await running.request(asked);
    await running.settledAs(asked.deliveryId, 'unconfirmed');
    const taskId = asked.task?.taskId as string;
    await running.callBack(callbackAbout(taskId, 'askable', 'WRONG'));
    await running.callBack(callbackAbout(taskId, 'plain', 'RIGHT'));
    await vi.waitFor(
      async () => {
        const said = await running.settled(asked.deliveryId);
        expect(said.map(({ outcome, reference }) => [outcome, reference])).toEqual([
          ['unconfirmed', undefined],
          ['accepted', 'RIGHT'],
        ]);
      },
      { timeout: 15_000 },
    );
  });
});

describe('what is on record', () => {
  it('holds the reporter masked, though the platform was told in the clear', async () => {
    const sealed = running.app.get(Sealer).seal({ name: '张三丰', phone: '13900000000' }) as string;
    const asked = request('askable', { reporterSealed: sealed });
    await running.request(asked);
    await running.settledAs(asked.deliveryId, 'accepted');
    expect(askable.told().at(-1)).toMatchObject({ who: '张三丰', phone: '13900000000' });
    const [attempt] = (await running.listed(asked.deliveryId))?.history ?? [];
    expect(attempt?.request).toContain('"who":"张**","phone":"139****0000"');
    expect(JSON.stringify(await running.app.get(DataSource).query('SELECT * FROM delivery_attempt'))).not.toContain(
      '13900000000',
    );
  });

  it('is not opened for a platform that need not have it', async () => {
    const sealed = running.app.get(Sealer).seal({ name: '张三丰', phone: '13900000000' }) as string;
    const asked = request('plain', { reporterSealed: sealed });
    await running.request(asked);
    await running.settledAs(asked.deliveryId, 'accepted');
    expect(plain.told().at(-1)).not.toHaveProperty('who');
  });

  it('is listed newest first, page by page, without a gap or a repeat', async () => {
    const ids: string[] = [];
    let cursor: unknown = '';
    do {
      const { json } = await running.get(`/v1/deliveries?platform=plain&limit=7&cursor=${cursor}`);
      ids.push(...(json.items as { deliveryId: string }[]).map(({ deliveryId }) => deliveryId));
      cursor = json.nextCursor;
    } while (cursor !== undefined);
    const rows = await running.app
      .get(DataSource)
      .query(`SELECT id FROM delivery_delivery WHERE platform = 'plain' ORDER BY requested_at DESC, id DESC`);
    expect(ids).toEqual((rows as { id: string }[]).map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(14);
  });

  it.each(['state=lost', 'limit=0', 'cursor=x', 'tickets=1'])('refuses the query %s by name', async (query) => {
    expect(await running.get(`/v1/deliveries?${query}`)).toMatchObject({
      status: 400,
      json: { code: 'invalid-query' },
    });
  });

  it('shows in the metrics', async () => {
    const text = await (await fetch(`${await running.app.getUrl()}/metrics`)).text();
    expect(text).toMatch(/huying_delivery_settled_total\{platform="plain",outcome="accepted"\} \d+/);
    expect(text).toContain('huying_delivery_breaker{platform="plain",state="closed"} 1');
  });
});
