import type { TaskState } from '../task.flow.js';

const SIGNED: ReadonlySet<TaskState> = new Set(['signed', 'handling', 'extension-requested', 'done']);

/** Whether the agency has signed, be it by a later step. "Not ours" is no signature. */
export function isSigned(state: TaskState): boolean {
  return SIGNED.has(state);
}
