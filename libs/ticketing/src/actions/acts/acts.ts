import type { Act } from './act.js';
import { assignAct } from './assign.act.js';
import { closeAct } from './close.act.js';
import { mergeAct } from './merge.act.js';
import { recordContactAct } from './record-contact.act.js';
import { recordStageAct } from './record-stage.act.js';
import { resolveAct } from './resolve.act.js';
import { revisitAct } from './revisit.act.js';
import { unmergeAct } from './unmerge.act.js';
import { voidAct } from './void.act.js';

/** What people may do to tickets. */
export const ACTS: readonly Act[] = [
  assignAct,
  resolveAct,
  revisitAct,
  closeAct,
  voidAct,
  mergeAct,
  unmergeAct,
  recordContactAct,
  recordStageAct,
];
