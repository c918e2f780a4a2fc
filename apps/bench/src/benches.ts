import { line } from './line/line.bench.js';

/** Every bench there is; each is one file. */
export const benches = { line };

export type BenchName = keyof typeof benches;
