import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from './attempt-outcome.js';
import { afterAttempt, CLOSED, halfOpen, passage, type Breaker } from './breaker.js';
import { maskedText } from './masked-text.js';
import { nextStep, type Capabilities, type Progress } from './next-step.js';
import { isNotNow, outcomeOfReply } from './outcome-of-reply.js';
import { placeInStrand } from './place-in-strand.js';
import { retryAfterMs } from './retry-after.js';
import { GIVE_UP_AFTER_MS, nextTryAt, pauseAfter } from './retry-schedule.js';

const NOW = new Date('2026-11-25T02:00:00.000Z');
const HOUR = 3_600_000;
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

const NEITHER: Capabilities = { canLookUp: false, idempotent: false };
const ASKABLE: Capabilities = { canLookUp: true, idempotent: false };
const IDEMPOTENT: Capabilities = { canLookUp: false, idempotent: true };
const BOTH: Capabilities = { canLookUp: true, idempotent: true };
const FIRST: Progress = { attempts: 1, lookUps: 0, firstAttemptAt: NOW, maybeSent: false, proven: false };
const OLD: Progress = { ...FIRST, attempts: 18, firstAttemptAt: after(-GIVE_UP_AFTER_MS) };

const unknown: AttemptOutcome = { kind: 'unknown', detail: '500' };
const notSent: AttemptOutcome = { kind: 'not-sent', detail: '拒绝连接' };
const noAnswer: AttemptOutcome = { kind: 'no-answer', detail: '超时' };
const accepted: AttemptOutcome = { kind: 'accepted', reference: 'ZS1' };
const found: AttemptOutcome = { kind: 'found', reference: 'ZS1' };
const refused: AttemptOutcome = { kind: 'refused', detail: '非本单位职责' };
const absent: AttemptOutcome = { kind: 'absent' };

const settle = (outcome: string) => expect.objectContaining({ kind: 'settle', outcome });
const send = (at: Date, maybeSent: boolean) => ({ kind: 'send', at, maybeSent, asked: false });

describe('the step after an attempt', () => {
  it.each<[string, AttemptOutcome, Progress, Capabilities, unknown]>([
    [
      'a yes is accepted with its reference',
      accepted,
      FIRST,
      NEITHER,
      { kind: 'settle', outcome: 'accepted', reference: 'ZS1' },
    ],
    [
      'a no is refused in the words of the platform',
      refused,
      FIRST,
      BOTH,
      { kind: 'settle', outcome: 'refused', detail: '非本单位职责' },
    ],
    ['what was not sent is sent again in 5 s', notSent, FIRST, NEITHER, send(after(5_000), false)],
    ['what was not sent for five days is undeliverable', notSent, OLD, BOTH, settle('undeliverable')],
    [
      'what was not sent at last but perhaps before is unconfirmed',
      notSent,
      { ...OLD, maybeSent: true },
      IDEMPOTENT,
      settle('unconfirmed'),
    ],
    ['a doubt is looked up where that can be done', unknown, FIRST, BOTH, { kind: 'look-up', at: after(5_000) }],
    ['a doubt is sent again where twice has one effect', unknown, FIRST, IDEMPOTENT, send(after(5_000), true)],
    ['a doubt is left to people where neither helps', unknown, FIRST, NEITHER, settle('unconfirmed')],
    ['a doubt of five days is unconfirmed, never undeliverable', unknown, OLD, IDEMPOTENT, settle('unconfirmed')],
    [
      'what is found is accepted',
      found,
      { ...FIRST, lookUps: 1 },
      ASKABLE,
      { kind: 'settle', outcome: 'accepted', reference: 'ZS1' },
    ],
    [
      'what is absent is sent again, and no longer in doubt',
      absent,
      { ...FIRST, lookUps: 1, maybeSent: true },
      ASKABLE,
      send(after(5_000), false),
    ],
    [
      'what is absent after five days is undeliverable',
      absent,
      { ...OLD, lookUps: 1, maybeSent: true },
      ASKABLE,
      settle('undeliverable'),
    ],
    [
      'a look-up without answer is asked again later',
      noAnswer,
      { ...FIRST, lookUps: 1 },
      ASKABLE,
      { kind: 'look-up', at: after(30_000) },
    ],
    [
      'the fifth look-up without answer leaves it to people',
      noAnswer,
      { ...FIRST, lookUps: 5 },
      ASKABLE,
      settle('unconfirmed'),
    ],
    [
      'the fifth look-up without answer sends again where twice has one effect',
      noAnswer,
      { ...FIRST, lookUps: 5 },
      BOTH,
      send(after(5_000), true),
    ],
    [
      'a callback seen meanwhile proves acceptance in doubt',
      unknown,
      { ...FIRST, proven: true },
      NEITHER,
      { kind: 'settle', outcome: 'accepted' },
    ],
    [
      'a callback seen meanwhile proves acceptance of what seemed not sent',
      notSent,
      { ...FIRST, proven: true },
      NEITHER,
      { kind: 'settle', outcome: 'accepted' },
    ],
  ])('%s', (_sentence, outcome, progress, capabilities, expected) => {
    expect(nextStep(outcome, progress, capabilities, NOW, 0)).toEqual(expected);
  });
});

describe('the retry schedule', () => {
  it.each([
    [1, 5_000],
    [2, 30_000],
    [3, 300_000],
    [4, 1_800_000],
    [5, 2 * HOUR],
    [6, 5 * HOUR],
    [7, 10 * HOUR],
    [8, 10 * HOUR],
    [17, 10 * HOUR],
  ])('after try %i pauses %i ms', (tries, pause) => {
    expect(pauseAfter(tries, 0)).toBe(pause);
  });

  it('lets chance add at most a tenth', () => {
    expect(pauseAfter(1, 1)).toBe(5_500);
  });

  it('makes its last try exactly at the end of five days, and none after', () => {
    const firstAt = after(-GIVE_UP_AFTER_MS + HOUR);
    expect(nextTryAt({ tries: 17, firstAt, now: NOW, chance: 0 })).toEqual(after(HOUR));
    expect(nextTryAt({ tries: 18, firstAt, now: after(HOUR), chance: 0 })).toBeUndefined();
  });

  it("puts the platform's own wish before the schedule, but never hurries below a second", () => {
    const tried = { tries: 4, firstAt: NOW, now: NOW, chance: 1 };
    expect(nextTryAt({ ...tried, requestedPauseMs: 120_000 })).toEqual(after(120_000));
    expect(nextTryAt({ ...tried, requestedPauseMs: 0 })).toEqual(after(1_000));
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Wed, 25 Nov 2026 02:01:00 GMT', 60_000],
    ['Wed, 25 Nov 2026 01:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %j ms', (header, expected) => {
    expect(retryAfterMs(header, NOW)).toBe(expected);
  });
});

describe('a whole reply', () => {
  const yes = { kind: 'yes' as const, reference: ' ZS1 ' };
  const no = { kind: 'no' as const, detail: '重复' };
  const strange = { kind: 'unknown' as const, detail: '没有 ok' };

  it.each([
    [200, undefined, yes, 'accepted'],
    [200, undefined, no, 'refused'],
    [200, undefined, strange, 'unknown'],
    [302, undefined, strange, 'unknown'],
    [400, undefined, strange, 'refused'],
    [404, undefined, no, 'refused'],
    [409, undefined, yes, 'accepted'],
    [408, undefined, strange, 'not-sent'],
    [425, undefined, strange, 'not-sent'],
    [429, 2_000, strange, 'not-sent'],
    [503, 2_000, strange, 'not-sent'],
    [503, undefined, strange, 'unknown'],
    [500, undefined, no, 'unknown'],
    [502, 2_000, yes, 'unknown'],
  ] as const)('of HTTP %i, Retry-After %j, read as %j is %s', (status, pause, understanding, expected) => {
    expect(outcomeOfReply(status, pause, understanding).kind).toBe(expected);
  });

  it('keeps the reference without blanks, and leaves out one that no message could carry', () => {
    expect(outcomeOfReply(200, undefined, yes)).toEqual({ kind: 'accepted', reference: 'ZS1' });
    expect(outcomeOfReply(200, undefined, { kind: 'yes', reference: 'x'.repeat(129) })).toEqual({ kind: 'accepted' });
  });

  it('is "not now" by its status alone', () => {
    expect([408, 425, 429, 503, 500, 200].map((status) => isNotNow(status, undefined))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('the breaker', () => {
  const failing = (times: number, from: Breaker = CLOSED) =>
    Array.from({ length: times }).reduce<Breaker>((breaker) => afterAttempt(breaker, 'not-sent', NOW), from);

  it('lets all pass until the fifth failure in a row, then none for 30 s', () => {
    expect(passage(failing(4), NOW)).toBe('all');
    expect(passage(failing(5), NOW)).toBe('none');
    expect(passage(failing(5), after(29_999))).toBe('none');
  });

  it('lets one try after the pause, and one only while that is under way', () => {
    expect(passage(failing(5), after(30_000))).toBe('one');
    expect(passage(halfOpen(failing(5)), NOW)).toBe('one');
  });

  it('doubles the pause with each failed trial, up to 5 min', () => {
    const pauses = [5, 6, 7, 8, 9, 20].map((failures) => {
      const breaker = afterAttempt({ ...halfOpen(failing(5)), failures: failures - 1 }, 'unknown', NOW);
      return (breaker.openUntil?.getTime() ?? 0) - NOW.getTime();
    });
    expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  it.each(['accepted', 'refused', 'found', 'absent'] as const)('closes on %s: the platform answers', (outcome) => {
    expect(afterAttempt(halfOpen(failing(5)), outcome, NOW)).toEqual(CLOSED);
    expect(afterAttempt(failing(4), outcome, NOW)).toEqual(CLOSED);
  });

  it('is not kept open longer by what had begun before it opened', () => {
    expect(failing(3, failing(5))).toEqual(failing(5));
  });
});

describe('the place in a strand', () => {
  it('goes by the version of the ticket, then by the number in the id, not by its text', () => {
    const ids: [string, number][] = [
      ['t.2.1', 2],
      ['t.1.10', 1],
      ['t.1.9', 1],
      ['t.1.2', 1],
    ];
    const sorted = ids.toSorted((a, b) => placeInStrand(...a) - placeInStrand(...b)).map(([id]) => id);
    expect(sorted).toEqual(['t.1.2', 't.1.9', 't.1.10', 't.2.1']);
  });
});

describe('a masked text', () => {
  const reporter = { name: '张三丰', phone: '13900000000', idNumber: '371402199001010011' };

  it('hides the reporter however a request spells them', () => {
    const spelt = [
      '张三丰',
      '\\u5f20\\u4e09\\u4e30',
      encodeURIComponent('张三丰'),
      '13900000000',
      '371402199001010011',
    ];
    for (const text of spelt) expect(maskedText(`{"a":"${text}"}`, reporter)).not.toContain(text);
    expect(maskedText('张三丰 13900000000', reporter)).toBe('张** 139****0000');
  });

  it('hides phones and id numbers of others, and leaves long numbers that are neither', () => {
    expect(maskedText('电话13900000001。', undefined)).toBe('电话139****0001。');
    expect(maskedText('37140219900101001X', undefined)).toBe('371***********001X');
    expect(maskedText('202611251390000000012345', undefined)).toBe('202611251390000000012345');
  });

  it('is cut to 8 KiB between characters', () => {
    const cut = maskedText('呼'.repeat(5_000), undefined);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(8_192);
    expect(cut).toMatch(/^呼+…$/);
  });
});
