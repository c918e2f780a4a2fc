import { REQUESTS, taskFlow } from '../../../ticketing/src/domain/task.flow.js';
import { ticketFlow } from '../../../ticketing/src/domain/ticket.flow.js';
import type { Task } from '../../../ticketing/src/persistence/task.entity.js';
import type { Standing } from './world.js';

/** Whose matter it is at any moment: one task of an agency, of this round, and what became of every other stands in the history. */
export function taskMistakes({ ticket, tasks, history, deadlines }: Standing): string[] {
  const current = tasks.filter(({ superseded, state }) => !superseded && state !== 'withdrawn');
  const open = current.filter(({ state }) => !taskFlow.states[state].final);
  const agencies = open.map(({ agency }) => agency);
  const ended = ticketFlow.states[ticket.state].final === true;
  return [
    ...agencies.filter((agency, index) => agencies.indexOf(agency) < index).map((agency) => `${agency} has it twice`),
    ...current.filter(({ round }) => round !== ticket.round).map(({ id }) => `${nameOf(id)} is of an earlier round`),
    ...(ended || ticket.state === 'merged' ? open.map(({ id }) => `${nameOf(id)} goes on all the same`) : []),
    ...tasks
      .filter(({ superseded, state }) => superseded && !taskFlow.states[state].final)
      .map(({ id, state }) => `${nameOf(id)} is replaced, and ${state} for ever`),
    ...tasks
      .filter(({ state, stateBefore }) => REQUESTS.has(state) !== (stateBefore !== null))
      .map(({ id, state, stateBefore }) => `${nameOf(id)} is ${state} and was ${stateBefore}`),
    ...tasks.flatMap((task) => foldedMistakes(task, history)),
    ...tasks
      .filter((task) => task.state === 'return-requested' && isLate(task, deadlines))
      .map(({ id }) => `${nameOf(id)} was returned late, and as if in time`),
  ];
}

/** After the window for returns: a person lets it pass, or not. */
function isLate({ id, returnedAt }: Readonly<Task>, deadlines: Standing['deadlines']): boolean {
  const window = deadlines.find(({ kind, taskId }) => kind === 'return-window' && taskId === id);
  return returnedAt !== null && window?.endsAt != null && returnedAt > window.endsAt;
}

/** What the steps tell of a task leads to where it stands; what it lost as part of a larger step, that step names. */
function foldedMistakes({ id, state }: Readonly<Task>, history: Standing['history']): string[] {
  let told = taskFlow.start;
  for (const { version, taskId, taskFrom, taskTo, data } of history) {
    const { withdrawn, returned } = (data ?? {}) as { withdrawn?: string[]; returned?: string[] };
    if (withdrawn?.includes(id)) told = 'withdrawn';
    if (returned?.includes(id)) told = 'returned';
    if (taskId === id && taskTo !== null) {
      if (taskFrom !== told) return [`version ${version} takes ${nameOf(id)} from ${taskFrom}, and it was ${told}`];
      told = taskTo;
    }
  }
  return told === state ? [] : [`${nameOf(id)} is ${state}, and the history ends it as ${told}`];
}

function nameOf(id: string): string {
  return `task ${id.split('-').at(-1)}`;
}
