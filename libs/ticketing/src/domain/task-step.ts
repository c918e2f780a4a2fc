import type { PublicStatus } from '#libs/contracts';
import { allows } from './flow.js';
import { REQUESTS, taskFlow, type TaskState } from './task.flow.js';

/** What a status means for a task. `desk`: it asks that the ticket be suspended, which changes no task. */
const MEANING: Readonly<Record<PublicStatus, TaskState | 'desk' | 'not-theirs'>> = {
  RECEIVED: 'delivered',
  DISPATCHED: 'delivered',
  ACCEPTED: 'signed',
  IN_PROGRESS: 'handling',
  RETURNED: 'return-requested',
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
  /** It goes on while it waits for an answer: the answer leads back to this state. */
  | { readonly kind: 'go-on'; readonly to: TaskState }
  /** Same state again: news about it, e.g. another interim answer. */
  | { readonly kind: 'note' }
  | { readonly kind: 'ask-desk' }
  | { readonly kind: 'ignore'; readonly why: string };

/**
 * What a platform's status does to a task: forwards it moves, the same is a note, backwards is kept and not followed. Nothing
 * that an agency says beside 办结 ends a request of its own: that is the office's answer.
 * @param before where it stood when it asked for what it waits for
 */
export function taskStep(state: TaskState, status: PublicStatus, before: TaskState | null = null): TaskStep {
  const meaning = MEANING[status];
  if (meaning === 'not-theirs') return { kind: 'ignore', why: `${status} is not the handling agency's to say` };
  if (taskFlow.states[state].final)
    return sameAs(state, meaning) ? { kind: 'note' } : { kind: 'ignore', why: `the task has ended as ${state}` };
  if (meaning === 'desk') return { kind: 'ask-desk' };
  if (meaning === state) return { kind: 'note' };
  if (
    before !== null &&
    taskFlow.states[before].to[meaning] !== undefined &&
    !REQUESTS.has(meaning) &&
    meaning !== 'done'
  )
    return { kind: 'go-on', to: meaning };
  if (before === meaning) return { kind: 'note' };
  if (before === null || REQUESTS.has(meaning) || meaning === 'done') {
    if (allows(taskFlow, state, meaning)) return { kind: 'move', to: meaning };
  }
  return { kind: 'ignore', why: `${status} would lead back from ${before ?? state}` };
}

/** A return that the office has let pass was told as the request for it. */
function sameAs(state: TaskState, meaning: TaskState | 'desk'): boolean {
  return state === meaning || (state === 'returned' && meaning === 'return-requested');
}
