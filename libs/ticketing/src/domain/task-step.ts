import type { PublicStatus } from '#libs/contracts';
import { allows } from './flow.js';
import { taskFlow, type TaskState } from './task.flow.js';

/** What a status means for a task. `desk`: a request that changes nothing until a person has answered it. */
const MEANING: Readonly<Record<PublicStatus, TaskState | 'desk' | 'not-theirs'>> = {
  RECEIVED: 'delivered',
  DISPATCHED: 'delivered',
  ACCEPTED: 'signed',
  IN_PROGRESS: 'handling',
  RETURNED: 'returned',
  EXTENSION_REQUESTED: 'extension-requested',
  RESOLVED: 'done',
  SUSPENDED: 'desk',
  // The gates behind 办结 and the voiding of a ticket belong to its source and to the office, not to an agency.
  VERIFIED: 'not-theirs',
  CLOSED: 'not-theirs',
  VOID: 'not-theirs',
};

export type TaskStep =
  | { readonly kind: 'move'; readonly to: TaskState }
  /** Same state again: news about it, e.g. another interim answer. */
  | { readonly kind: 'note' }
  | { readonly kind: 'ask-desk' }
  | { readonly kind: 'ignore'; readonly why: string };

/** What a platform's status does to a task: forwards it moves, the same is a note, backwards is kept and not followed. */
export function taskStep(state: TaskState, status: PublicStatus): TaskStep {
  const meaning = MEANING[status];
  if (meaning === 'not-theirs') return { kind: 'ignore', why: `${status} is not the handling agency's to say` };
  if (taskFlow.states[state].final)
    return state === meaning ? { kind: 'note' } : { kind: 'ignore', why: `the task has ended as ${state}` };
  if (meaning === 'desk') return { kind: 'ask-desk' };
  if (meaning === state) return { kind: 'note' };
  if (allows(taskFlow, state, meaning)) return { kind: 'move', to: meaning };
  return { kind: 'ignore', why: `${status} would lead back from ${state}` };
}
