import { intake } from './intake/intake.bench.js';
import { lifecycle } from './lifecycle/lifecycle.bench.js';
import { line } from './line/line.bench.js';
import { poison } from './poison/poison.bench.js';

/** Every bench there is; each is one file. */
export const benches = { line, intake, lifecycle, poison };

export type BenchName = keyof typeof benches;
