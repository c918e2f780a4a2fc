import { SingleBar } from 'cli-progress';
import type { DemoResult } from './result.js';

const LINE_EVERY_MS = 5_000;

/** Shows how far the demo is: a bar on a terminal, else a line every few seconds. Writes to standard error only. */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private lastLineAt = 0;

  constructor(private readonly events: number) {
    if (!process.stderr.isTTY) return;
    this.bar = new SingleBar({
      format: ' {bar} {value}/{total} settled   open {opened}   closed {closed}   desk {desk}',
      stream: process.stderr,
      hideCursor: true,
    });
    this.bar.start(events, 0, { opened: 0, closed: 0, desk: 0 });
  }

  show({ opened, closed, desk }: DemoResult): void {
    this.bar?.update(closed + desk, { opened, closed, desk });
    if (this.bar || Date.now() - this.lastLineAt < LINE_EVERY_MS) return;
    this.lastLineAt = Date.now();
    console.error(`opened ${opened} of ${this.events}, closed ${closed}, at the desk ${desk}`);
  }

  end(): void {
    this.bar?.stop();
  }
}
