import { describe, expect, it } from 'vitest';
import { checkHeard } from './check-heard.js';

const expected = new Map([['a', '1,2,3']]);

describe('what a key has heard', () => {
  it.each([
    ['1,2,3', 0, 0],
    ['1,2', 1, 0],
    ['2,3', 1, 1],
    ['1,3,2', 0, 1],
    ['1,2,2,3', 0, 1],
  ])('%s: %i unhandled, %i out of order', (versions, unhandled, outOfOrder) => {
    expect(checkHeard(new Map([['a', versions]]), expected)).toEqual({ unhandled, outOfOrder });
  });

  it('is nothing where nothing has arrived', () => {
    expect(checkHeard(new Map(), expected)).toEqual({ unhandled: 3, outOfOrder: 0 });
  });
});
