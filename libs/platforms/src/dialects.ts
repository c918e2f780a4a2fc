import type { Dialect } from './dialect.js';
import { mappedJson } from './dialects/mapped-json/mapped-json.dialect.js';
import { xhxyJson } from './dialects/xhxy-json/xhxy-json.dialect.js';

/** Every kind of system we can talk to. */
export const dialects: readonly Dialect[] = [mappedJson, xhxyJson];
