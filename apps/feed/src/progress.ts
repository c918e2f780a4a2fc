import { SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 5_000;

/** Shows how far something is: a bar on a terminal, else a line every few seconds. Writes to standard error only. */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private lastLineAt = Date.now();

  constructor(
    private readonly what: string,
    private readonly total: number,
  ) {
    if (!process.stderr.isTTY) return;
    this.bar = new SingleBar({
      format: ` {bar} {percentage} % of {total} ${what}   {eta_formatted} left`,
      stream: process.stderr,
      hideCursor: true,
    });
    this.bar.start(total, 0);
  }

  show(done: number): void {
    this.bar?.update(done);
    if (this.bar || Date.now() - this.lastLineAt < LINE_EVERY_MS) return;
    this.lastLineAt = Date.now();
    console.error(`${done} of ${this.total} ${this.what}`);
  }

  end(): void {
    this.bar?.stop();
  }
}
