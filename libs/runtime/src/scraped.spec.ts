import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scraped } from './scraped.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what a scrape looks up', () => {
  it('is read once for all who ask within 5 s, also at the same moment, and anew after that', async () => {
    let reads = 0;
    const look = scraped(() => Promise.resolve(++reads));
    expect(await Promise.all([look(), look(), look()])).toEqual([1, 1, 1]);
    vi.advanceTimersByTime(4_900);
    expect(await look()).toBe(1);
    vi.advanceTimersByTime(200);
    expect(await look()).toBe(2);
  });

  it('is unknown while it cannot be read, which fails nobody, and known again when it can', async () => {
    let away = true;
    const look = scraped(() => (away ? Promise.reject(new Error('away')) : Promise.resolve(7)));
    expect(await look()).toBeUndefined();
    away = false;
    expect(await look()).toBe(7);
    vi.advanceTimersByTime(5_100);
    away = true;
    expect(await look()).toBeUndefined();
  });

  it('is not waited for longer than 2 s, and not read a second time meanwhile', async () => {
    let reads = 0;
    const look = scraped(() => {
      reads++;
      return new Promise<number>((resolve) => setTimeout(() => resolve(reads), 10_000));
    });
    const asked = [look(), look()];
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await Promise.all(asked)).toEqual([undefined, undefined]);
    await vi.advanceTimersByTimeAsync(8_000);
    expect([await look(), reads]).toEqual([1, 1]);
  });
});
