import { describe, expect, it } from 'vitest';
import { JsonLogger } from './logger.js';
import { Loop } from './loop.js';
import {
  continueTrace,
  currentTrace,
  currentTraceparent,
  inTrace,
  inTurns,
  startTrace,
  traceparentOf,
} from './trace.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('a piece of work', () => {
  it('goes on in its caller’s trace, under an id of its own, with the caller’s flags', () => {
    for (const flags of ['00', '01', '03']) {
      const next = traceparentOf(continueTrace(`00-${TRACE}-${PARENT}-${flags}`));
      expect(next).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-${flags}$`));
      expect(next).not.toContain(PARENT);
    }
  });

  it('passes on no flag that is not defined', () => {
    expect(traceparentOf(continueTrace(`00-${TRACE}-${PARENT}-ff`))).toMatch(/-03$/);
  });

  it('reads a version from the future as far as it is known, and speaks its own', () => {
    for (const future of [`cc-${TRACE}-${PARENT}-01`, `cc-${TRACE}-${PARENT}-01-what-the-future-will-bring`])
      expect(traceparentOf(continueTrace(future))).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['the forbidden version', `ff-${TRACE}-${PARENT}-01`],
    ['capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['more than version 00 has', `00-${TRACE}-${PARENT}-01-more`],
    ['a version from the future with something glued on', `cc-${TRACE}-${PARENT}-01.more`],
    ['too few digits', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['two of them', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
    ['spaces around', ` 00-${TRACE}-${PARENT}-01`],
    ['a line behind', `00-${TRACE}-${PARENT}-01\n`],
  ])('begins a trace where it was given %s', (_, given) => {
    const one = continueTrace(given);
    expect(one.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([TRACE, continueTrace(given).traceId]).not.toContain(one.traceId);
    expect(traceparentOf(one)).toMatch(/-01$/);
  });

  it('is known to all that it waits for, and to nothing else', async () => {
    const trace = startTrace();
    const seen = await inTrace(trace, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [currentTrace(), currentTraceparent()];
    });
    expect(seen).toEqual([trace, traceparentOf(trace)]);
    expect(currentTrace()).toBeUndefined();
  });

  it('after another of the same turn is known in its own time, and to nothing around', async () => {
    const [around, one, two] = [startTrace(), startTrace(), startTrace()];
    await inTrace(around, async () => {
      await inTurns(async (begin) => {
        expect(currentTrace()).toBe(around);
        for (const trace of [one, two]) {
          begin(trace);
          await new Promise(setImmediate);
          expect(currentTrace()).toBe(trace);
        }
      });
      expect(currentTrace()).toBe(around);
    });
  });

  it('asked for by the clock is one of its own, whoever woke it', async () => {
    const seen: (string | undefined)[] = [];
    const loop = new Loop('test', () => {
      seen.push(currentTrace()?.traceId);
      return Promise.resolve(60_000);
    });
    loop.start();
    const waker = startTrace();
    await new Promise(setImmediate);
    inTrace(waker, () => loop.wake());
    await loop.stop();
    expect(seen).toHaveLength(2);
    expect(new Set([...seen, waker.traceId, undefined]).size).toBe(4);
  });
});

describe('a log line', () => {
  function linesOf(write: (log: JsonLogger) => void): Record<string, unknown>[] {
    const lines: string[] = [];
    write(new JsonLogger('info', { write: (line) => lines.push(line) }));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('carries the trace and the subject of the work in hand, and its own words first', () => {
    const trace = startTrace({ messageId: 'm-1' });
    const [line, other] = linesOf((log) =>
      inTrace(trace, () => {
        log.warn('slow', 'bus');
        log.warn({ messageId: 'm-2' }, 'slow', 'bus');
      }),
    );
    expect(line).toMatchObject({ traceId: trace.traceId, messageId: 'm-1', context: 'bus', msg: 'slow' });
    expect(other).toMatchObject({ traceId: trace.traceId, messageId: 'm-2' });
  });

  it('outside of any work carries none', () => {
    const [line] = linesOf((log) => log.log('ready', 'service'));
    expect(line).not.toHaveProperty('traceId');
  });
});
