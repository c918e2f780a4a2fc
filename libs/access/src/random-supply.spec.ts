import { describe, expect, it } from 'vitest';
import { RandomSupply } from './random-supply.js';

describe('the supply of random bytes', () => {
  it('never gives the same bytes twice, over many refills', () => {
    const supply = new RandomSupply();
    const taken = Array.from({ length: 5_000 }, () => supply.take(12));
    expect(new Set(taken.map((bytes) => bytes.toString('hex'))).size).toBe(taken.length);
  });

  it('does not change what it has given, and never gives bytes that were used up', () => {
    const supply = new RandomSupply();
    const first = supply.take(4_096);
    const before = first.toString('hex');
    for (let at = 0; at < 1_000; at++) expect(supply.take(12).equals(Buffer.alloc(12))).toBe(false);
    expect(first.toString('hex')).toBe(before);
  });
});
