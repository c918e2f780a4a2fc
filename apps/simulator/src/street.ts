import { generateEvent } from './event-generator.js';
import type { OutsideEvent } from './outside-event.js';
import type { SourcePlatform } from './platforms/platform.js';
import type { World } from './world.js';

/** Of a hundred events, so many are reported through the grid system and the hotline; the rest is passed down by 乡呼县应. */
const BY_GRID = 0.65;
const BY_HOTLINE = 0.23;

/** One kind of event, reported on one platform: for measurements, which need all alike. */
export interface Only {
  source: 'grid' | 'hotline' | 'xhxy';
  /** Of the sample responsibility list. */
  item: string;
}

/** The street: things happen on it, and somebody reports them on one of the source platforms. */
export class Street {
  private last = 0;

  constructor(
    private readonly world: World,
    private readonly sources: { grid: SourcePlatform; hotline: SourcePlatform; xhxy: SourcePlatform },
    private readonly only?: Only,
  ) {}

  /** Lets `count` events happen, `perSecond` of them in a second of real time; resolves when all are answered for good. */
  async happen(count: number, perSecond: number): Promise<void> {
    const reports: Promise<void>[] = [];
    for (let done = 0; done < count; done++) {
      if (done > 0) await this.world.time.passReal(1_000 / perSecond);
      const report = this.report(this.next());
      // One that is broken off by the end of the simulator is heard of below, not before.
      report.catch(() => undefined);
      reports.push(report);
    }
    await Promise.all(reports);
  }

  private next(): OutsideEvent {
    this.last += 1;
    return generateEvent(this.world.dice, this.last, this.world.time.now(), this.only?.item);
  }

  private async report(event: OutsideEvent): Promise<void> {
    await this.sourceOf(event).report(event);
  }

  private sourceOf({ number, bound }: OutsideEvent): SourcePlatform {
    if (this.only) return this.sources[this.only.source];
    const which = this.world.dice.roll('source', number);
    if (which < BY_GRID) return this.sources.grid;
    // The district passes down what the township can settle, not what it would have to call the district for.
    return which < BY_GRID + BY_HOTLINE || bound === 'bureau' ? this.sources.hotline : this.sources.xhxy;
  }
}
