interface Bucket {
  tokens: number;
  at: number;
}

/** How fast somebody may ask: so many a second on average, so many at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const MOST_BUCKETS = 10_000;

/** Token buckets by name. Wall-clock time: this guards the process, not the mechanism. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private lastName: string | undefined;

  /** Takes one token. 0 when there was one, else the seconds until there is. */
  take(name: string, rate: Rate, now = Date.now()): number {
    const bucket = this.buckets.get(name) ?? { tokens: rate.burst, at: now };
    bucket.tokens = Math.min(rate.burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate.perSecond);
    bucket.at = now;
    if (name !== this.lastName) this.putLast(name, bucket);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / rate.perSecond;
    bucket.tokens -= 1;
    return 0;
  }

  /** Last used stands last, so that the one pushed out is the one that was idle longest. */
  private putLast(name: string, bucket: Bucket): void {
    this.lastName = name;
    this.buckets.delete(name);
    this.buckets.set(name, bucket);
    if (this.buckets.size > MOST_BUCKETS) this.buckets.delete(this.buckets.keys().next().value as string);
  }
}
