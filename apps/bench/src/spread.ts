/** What several rounds came to. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] as number;
  const high = sorted[Math.ceil(middle)] as number;
  return { min: sorted[0] as number, median: (low + high) / 2, max: sorted.at(-1) as number };
}

/** Rows of a table for people: a name, then min, median and max. */
export function tableOf(rows: readonly (readonly [name: string, spread: Spread, digits: number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(11)).join('')}`;
  return [
    line('', ['min', 'median', 'max']),
    ...rows.map(([name, { min, median, max }, digits]) =>
      line(
        name,
        [min, median, max].map((value) => value.toFixed(digits)),
      ),
    ),
  ].join('\n');
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
