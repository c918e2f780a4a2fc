import { randomFillSync } from 'node:crypto';

const AT_ONCE = 4_096;

/** Random bytes for keys and nonces, fetched for many at once: asking for twelve costs as much as for thousands. */
export class RandomSupply {
  private readonly bytes = Buffer.alloc(AT_ONCE);
  private used = AT_ONCE;

  /** The next `count` bytes, at most 4,096; nobody else gets them. */
  take(count: number): Buffer {
    if (this.used + count > AT_ONCE) {
      randomFillSync(this.bytes);
      this.used = 0;
    }
    const taken = Buffer.from(this.bytes.subarray(this.used, this.used + count));
    this.bytes.fill(0, this.used, this.used + count);
    this.used += count;
    return taken;
  }
}
