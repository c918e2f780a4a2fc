import type { Formula } from './formula.js';
import { FORMULA_2026_1 } from './formula-2026-1.js';

/** Every formula that was ever in force, the newest last: it is the one that holds where none is named. */
export const FORMULAS: readonly [Formula, ...Formula[]] = [FORMULA_2026_1];
