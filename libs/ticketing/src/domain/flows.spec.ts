import { describe, expect, it } from 'vitest';
import { PUBLIC_STATUSES } from '#libs/contracts';
import { defineFlow, FlowError, type FlowState } from './flow.js';
import { taskStep } from './task-step.js';
import { taskFlow, TASK_STATES, type TaskState } from './task.flow.js';
import { progressOf, standingOf, type TaskStanding } from './ticket-progress.js';
import { ticketFlow } from './ticket.flow.js';

const state = (to: Record<string, string>, final?: true): FlowState<string> => ({
  label: 'x',
  reportsAs: 'RECEIVED',
  to,
  ...(final ? { final } : {}),
});

describe('a flow table', () => {
  it.each([
    ['whose start does not exist', { a: state({}, true) }, 'zzz', /start "zzz"/],
    ['with an edge to nowhere', { a: state({ b: '', c: '' }), b: state({}, true) }, 'a', /a → c: no such state/],
    ['with a state nobody reaches', { a: state({}, true), b: state({ a: '' }) }, 'a', /b cannot be reached/],
    ['with a dead end', { a: state({ b: '', c: '' }), b: state({}), c: state({}, true) }, 'a', /b has no way out/],
    ['with a circle that never ends', { a: state({ b: '' }), b: state({ a: '' }) }, 'a', /no way leads from a/],
    ['with a way out of the end', { a: state({ b: '' }), b: state({ a: '' }, true) }, 'a', /b is final but/],
  ])('%s is refused', (_, states, start, message) => {
    const define = () => defineFlow({ name: 'trial', start, states });
    expect(define).toThrow(FlowError);
    expect(define).toThrow(message);
  });

  it('of tickets never leads from a return to the end without somebody settling it', () => {
    expect(Object.keys(ticketFlow.states.returned.to)).not.toContain('closed');
    expect(Object.keys(ticketFlow.states.returned.to)).not.toContain('verified');
  });

  it('of tasks has no way back to a state that was left behind', () => {
    const farther = (from: TaskState): Set<TaskState> => {
      const seen = new Set(Object.keys(taskFlow.states[from].to) as TaskState[]);
      for (const name of seen) for (const next of Object.keys(taskFlow.states[name].to)) seen.add(next as TaskState);
      return seen;
    };
    // Asking for more time and going on is the only round: it is one piece of work.
    const rounds = TASK_STATES.filter((name) => farther(name).has(name));
    expect(rounds).toEqual(['handling', 'extension-requested']);
  });
});

describe('what a status does to a task', () => {
  it.each<[TaskState, (typeof PUBLIC_STATUSES)[number], string]>([
    ['pending', 'ACCEPTED', 'signed'],
    ['delivered', 'RESOLVED', 'done'],
    ['signed', 'RETURNED', 'returned'],
    ['unconfirmed', 'DISPATCHED', 'delivered'],
    ['handling', 'EXTENSION_REQUESTED', 'extension-requested'],
    ['extension-requested', 'IN_PROGRESS', 'handling'],
    ['handling', 'IN_PROGRESS', 'note'],
    ['done', 'RESOLVED', 'note'],
    ['handling', 'SUSPENDED', 'ask-desk'],
    ['handling', 'ACCEPTED', 'ignore'],
    ['done', 'RETURNED', 'ignore'],
    ['returned', 'RESOLVED', 'ignore'],
    ['withdrawn', 'ACCEPTED', 'ignore'],
    ['handling', 'CLOSED', 'ignore'],
    ['handling', 'VERIFIED', 'ignore'],
  ])('%s on %s gives %s', (from, status, expected) => {
    const step = taskStep(from, status);
    expect(step.kind === 'move' ? step.to : step.kind).toBe(expected);
  });

  it('is known for every state and every status', () => {
    const kinds = TASK_STATES.flatMap((from) => PUBLIC_STATUSES.map((status) => taskStep(from, status).kind));
    expect(new Set(kinds)).toEqual(new Set(['move', 'note', 'ask-desk', 'ignore']));
  });
});

describe('where a ticket stands by its tasks', () => {
  const tasks = (...states: (TaskState | [TaskState, 'superseded'])[]): TaskStanding[] =>
    states.map((given, index) => ({
      state: Array.isArray(given) ? given[0] : given,
      role: index === 0 ? 'lead' : 'help',
      superseded: Array.isArray(given),
    }));

  it.each<[TaskStanding[], string | undefined]>([
    [[], undefined],
    [tasks('withdrawn'), undefined],
    [tasks('pending'), 'dispatching'],
    [tasks('delivered', 'pending'), 'dispatched'],
    [tasks('pending', 'delivered'), 'dispatching'],
    [tasks('delivered', 'signed'), 'accepted'],
    [tasks('signed', 'done'), 'handling'],
    [tasks('done', 'done'), 'resolved'],
    [tasks('done', 'returned'), 'returned'],
    [tasks('handling', 'unconfirmed'), 'at-desk'],
    [tasks(['returned', 'superseded'], 'done'), 'resolved'],
    [tasks('done', 'withdrawn'), 'resolved'],
  ])('%j is %s', (given, expected) => expect(standingOf(given)).toBe(expected));

  it('never goes back and never leaves an end, whatever the tasks say', () => {
    expect(progressOf('handling', tasks('delivered'))).toBe('handling');
    expect(progressOf('closed', tasks('returned'))).toBe('closed');
  });
});
