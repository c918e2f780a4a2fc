import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { widthOf } from './width.js';

/** Where a command writes: for people as a table, for programs as JSON. */
export class Output {
  constructor(
    private readonly stream: Writable,
    readonly json: boolean,
    /** Columns of the terminal; undefined where it is none, and nothing is cut. */
    private readonly columns: number | undefined,
  ) {}

  /** The answer as it came, for programs; or what `tell` makes of it, for people. */
  show<T>(answer: T, tell: (answer: T) => void): void {
    if (this.json) this.stream.write(`${JSON.stringify(answer)}\n`);
    else tell(answer);
  }

  /** What comes, as it comes, no faster than it is read. */
  async pass(lines: Readable): Promise<void> {
    await pipeline(lines, this.stream, { end: false });
  }

  line(text = ''): void {
    this.stream.write(`${text}\n`);
  }

  /** Rows under their heads. Numbers stand right; the last column is cut at the edge of the terminal. */
  table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    const lines = [heads, ...rows].map((row) => row.map((cell) => tidy(String(cell))));
    const widths = heads.map((_, at) => Math.max(...lines.map((line) => widthOf(line[at] ?? ''))));
    const right = heads.map((_, at) => {
      const filled = rows.map((row) => row[at]).filter((cell) => cell !== '');
      return filled.length > 0 && filled.every((cell) => typeof cell === 'number');
    });
    for (const line of lines) {
      const cells = line.map((cell, at) => {
        const blank = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        if (right[at]) return blank + cell;
        return at === line.length - 1 ? cell : cell + blank;
      });
      this.line(cut(cells.join('  '), this.columns));
    }
  }
}

/** What others wrote must not move the cursor or colour the screen. */
function tidy(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

function cut(text: string, columns: number | undefined): string {
  if (columns === undefined || widthOf(text) <= columns) return text.trimEnd();
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) >= columns) break;
    kept += character;
  }
  return `${kept}…`;
}
