/**
 * Chance that rests on the seed and on what is asked, never on the order of asking: two runs with one seed choose alike,
 * however the network interleaves them.
 */
export class Dice {
  constructor(readonly seed: number) {}

  /** Uniform in [0, 1). */
  roll(...about: readonly (string | number)[]): number {
    return mix(`${this.seed}\u0000${about.join('\u0000')}`) / 0x1_0000_0000;
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number, ...about: readonly (string | number)[]): boolean {
    return this.roll(...about) < probability;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[], ...about: readonly (string | number)[]): T {
    if (list.length === 0) throw new RangeError('There is nothing to pick from.');
    return list[Math.floor(this.roll(...about) * list.length)] as T;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number, ...about: readonly (string | number)[]): number {
    return low + Math.floor(this.roll(...about) * (high - low + 1));
  }
}

/** 32 well mixed bits of a text: FNV-1a over its UTF-16 units, then the finishing steps of MurmurHash3. */
function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
