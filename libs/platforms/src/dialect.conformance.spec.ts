import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem, SetClock } from '#libs/runtime';
import { LONG_ID, RARE, samples, TASK_ID, TICKET_ID, tellingOf } from '../../testing/src/dialect-samples.js';
import { dialects } from './dialects.js';
import type { Reading } from './readings.js';

const clock = new SetClock(new Date('2026-11-25T02:00:00Z'));
const KINDS = ['events', 'callbacks'] as const;
const PURE = new Set(['#libs/contracts', '#libs/runtime', 'class-validator', 'jsonata']);

/** Readings, or the Problem; anything else thrown fails the test. */
async function readingsOrProblem(read: Promise<Reading[]>): Promise<Reading[] | Problem> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

it('every dialect has its samples in this suite', () => {
  expect(samples.map(({ platform }) => platform.dialect).toSorted()).toEqual(
    dialects.map(({ name }) => name).toSorted(),
  );
});

it('no dialect reaches a socket, a file, a process or the wall clock', () => {
  for (const folder of ['dialects', 'reading']) {
    for (const file of readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
      const source = readFileSync(join(import.meta.dirname, folder, file), 'utf8');
      const outside = [...source.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name);
      const impure = outside.filter((name) => !PURE.has(name ?? ''));
      const reached = /Date\.now\(|new Date\(\)|Math\.random|fetch\(|process\.|setTimeout/.exec(source)?.[0];
      expect({ file, impure, reached }).toEqual({ file, impure: [], reached: undefined });
    }
  }
});

describe.each(samples)('$platform.dialect', (sample) => {
  const translator = dialects.find(({ name }) => name === sample.platform.dialect)!.open(sample.platform, clock);
  const events = (...items: unknown[]) => translator.read('events', JSON.stringify(sample.body(items)));
  const callbacks = (...items: unknown[]) => translator.read('callbacks', JSON.stringify(sample.body(items)));

  it('reads an event with every character and every digit of its id', async () => {
    const [reading] = await events(sample.event(LONG_ID, RARE));
    expect(reading).toMatchObject({
      kind: 'event',
      index: 0,
      event: { eventId: LONG_ID, title: RARE, description: RARE },
    });
  });

  it('reads one item and many, each at its place', async () => {
    const readings = await events(sample.event('1', '甲'), sample.event('2', '乙'), sample.event(3, '丙'));
    expect(readings.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(readings).toMatchObject([
      { event: { eventId: '1' } },
      { event: { eventId: '2' } },
      { event: { eventId: '3' } },
    ]);
  });

  it('does not trust an id that came as too long a number, and shows it as it came', async () => {
    const text = JSON.stringify(sample.body([sample.event('ID', '甲')])).replace('"ID"', LONG_ID);
    const [reading] = await translator.read('events', text);
    expect(reading).toMatchObject({ kind: 'unreadable', code: 'id-not-exact', as: 'event' });
    expect((reading as { raw: string }).raw).toContain(`:${LONG_ID}`);
  });

  it('reads a callback about a task or a ticket of ours, and one that names only the other number', async () => {
    const { resolved } = sample.words;
    expect(
      await callbacks(
        sample.callback(TASK_ID, LONG_ID, resolved),
        sample.callback(TICKET_ID, LONG_ID, resolved),
        sample.callback(undefined, LONG_ID, resolved),
      ),
    ).toMatchObject([
      { callback: { ourId: TASK_ID, reference: LONG_ID, status: 'RESOLVED', rawStatus: resolved } },
      { callback: { ourId: TICKET_ID, reference: LONG_ID, status: 'RESOLVED' } },
      { callback: { reference: LONG_ID, status: 'RESOLVED' } },
    ]);
  });

  it('never guesses a status, and the items beside it go on', async () => {
    const readings = await callbacks(
      sample.callback(TASK_ID, '1', sample.words.unknown),
      sample.callback(TASK_ID, '1', 'constructor'),
      sample.callback(TASK_ID, '1', sample.words.resolved),
      sample.callback(undefined, undefined, sample.words.resolved),
      null,
      17,
    );
    expect(readings.map((reading) => (reading.kind === 'unreadable' ? reading.code : reading.kind))).toEqual([
      'unmapped-status',
      'unmapped-status',
      'callback',
      'no-id',
      'item-not-object',
      'item-not-object',
    ]);
    expect(readings[0]).toMatchObject({ detail: expect.stringContaining(sample.words.unknown) });
  });

  it.each(['', 'not json', '"text"', '17', 'null', 'true', '{"a":1,"a":2}', `${'['.repeat(100)}${']'.repeat(100)}`])(
    'says that a body is none: %s',
    async (text) => {
      for (const kind of KINDS) expect(await readingsOrProblem(translator.read(kind, text))).toBeInstanceOf(Problem);
    },
  );

  it('refuses more items than one body may hold', async () => {
    const many = Array.from({ length: 1001 }, () => sample.event('1', '甲'));
    expect(await readingsOrProblem(events(...many))).toMatchObject({ code: 'too-many-items' });
  });

  it('throws nothing but a Problem, whatever stands where, and reads the same text the same way twice', async () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const item = fc.oneof(
      value,
      fc.tuple(value, fc.string()).map(([id, title]) => sample.event(id, title)),
      fc.tuple(value, value).map(([reference, word]) => sample.callback(TASK_ID, reference, word)),
      fc
        .tuple(fc.constant(sample.event('1', '甲')), fc.dictionary(fc.string(), value))
        .map(([a, b]) => ({ ...a, ...b })),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, fc.array(item, { maxLength: 4 }).map(sample.body)), async (body) => {
        for (const kind of KINDS) {
          const text = JSON.stringify(body);
          const first = await readingsOrProblem(translator.read(kind, text));
          const second = await readingsOrProblem(translator.read(kind, text));
          expect(second).toEqual(first);
          const readings = first instanceof Problem ? [] : first;
          expect(readings.map(({ index }) => index)).toEqual([...readings.keys()]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('writes about a task with every character and every digit, and the same each time', async () => {
    const request = await translator.write(tellingOf(sample.purpose));
    expect(request).toMatchObject({ method: 'POST', path: expect.stringMatching(/^\/[!-~]*$/) });
    const body = JSON.parse(request?.body ?? '') as Record<string, unknown>;
    expect(body['title']).toBe(RARE);
    expect(request?.body).toContain('T-01');
    expect(await translator.write(tellingOf(sample.purpose))).toEqual(request);
  });

  it('has no word for a letter, nor for an agency that the platform does not know', async () => {
    expect(await translator.write(tellingOf('letter'))).toBeUndefined();
    const { task } = tellingOf(sample.purpose).delivery;
    const stranger = { ...task!, agency: '371402-WJJ' };
    expect(await translator.write(tellingOf(sample.purpose, { task: stranger }))).toBeUndefined();
  });

  it('understands a yes, with its number or none that can be trusted', async () => {
    for (const [reply, reference] of sample.yes) {
      const understanding = await translator.understand(reply, tellingOf(sample.purpose));
      expect({ body: reply.body, ...understanding }).toEqual({ body: reply.body, kind: 'yes', reference });
    }
  });

  it('understands a no, with a reason', async () => {
    for (const reply of sample.no) {
      const understanding = await translator.understand(reply, tellingOf(sample.purpose));
      expect({ reply, ...understanding }).toEqual({ reply, kind: 'no', detail: expect.stringMatching(/./) });
    }
  });

  it('takes a reply of no declared shape for neither', async () => {
    for (const reply of sample.unknown) {
      const understanding = await translator.understand(reply, tellingOf(sample.purpose));
      expect({ reply, ...understanding }).toMatchObject({ reply, kind: 'unknown' });
    }
  });

  it('never throws over a reply, whatever it holds', async () => {
    const reply = fc.record({
      status: fc.integer({ min: 200, max: 599 }),
      headers: fc.constant({}),
      body: fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .dictionary(fc.constantFrom('code', 'msg', 'data', 'no'), fc.jsonValue())
          .map((value) => JSON.stringify(value)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(reply, async (given) => {
        const { kind } = await translator.understand(given, tellingOf(sample.purpose));
        expect(given.status < 300 ? ['yes', 'no', 'unknown'] : ['no', 'unknown']).toContain(kind);
      }),
      { numRuns: 200, examples: [[{ status: 200, headers: {}, body: '{"code":{"toString":""}}' }]] },
    );
  });

  it('looks up by our id, and tells found, absent and neither apart', async () => {
    const telling = tellingOf(sample.purpose);
    const lookUp = translator.lookUp!;
    expect(lookUp.write(telling)).toMatchObject({
      method: 'GET',
      path: expect.stringContaining(telling.delivery.deliveryId),
    });
    const [[reply, reference]] = sample.yes as [(typeof sample.yes)[0]];
    expect(await lookUp.understand(reply, telling)).toEqual({ kind: 'found', reference });
    expect(await lookUp.understand(sample.absent, telling)).toEqual({ kind: 'absent' });
    for (const other of sample.unknown)
      expect({ other, ...(await lookUp.understand(other, telling)) }).toMatchObject({ other, kind: 'unknown' });
  });

  it('answers for one and for many, accepted, kept or refused', () => {
    const results = (['accepted', 'quarantined', 'refused'] as const).map((outcome, index) => ({
      index,
      outcome,
      theirId: '1',
    }));
    for (const kind of KINDS) {
      for (const some of [[], results.slice(0, 1), results]) {
        const answer = translator.answer(kind, some);
        expect(answer.status).toBeLessThan(300);
        expect(() => JSON.parse(answer.body) as unknown).not.toThrow();
      }
    }
  });
});
