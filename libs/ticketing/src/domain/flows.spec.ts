import { describe, expect, it } from 'vitest';
import { PUBLIC_STATUSES } from '#libs/contracts';
import { defineFlow, FlowError, type FlowState } from './flow.js';
import { taskStep } from './task-step.js';
import { REQUESTS, taskFlow, TASK_STATES, type TaskState } from './task.flow.js';
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
    // It was settled in the round before: only the rating that led to this one was unfounded.
    expect(ticketFlow.states.returned.to.verified).toContain('found unfounded');
  });

  it('of tasks has no way back to a state that was left behind', () => {
    const farther = (from: TaskState): Set<TaskState> => {
      const seen = new Set(Object.keys(taskFlow.states[from].to) as TaskState[]);
      for (const name of seen)
        if (!REQUESTS.has(name)) for (const next of Object.keys(taskFlow.states[name].to)) seen.add(next as TaskState);
      return seen;
    };
    // The answer to a request is the only round: the task stands as it stood before.
    const rounds = TASK_STATES.filter((name) => !REQUESTS.has(name) && farther(name).has(name));
    expect(rounds).toEqual([]);
  });
});

describe('what a status does to a task', () => {
  it.each<[TaskState, (typeof PUBLIC_STATUSES)[number], string]>([
    ['pending', 'ACCEPTED', 'signed'],
    ['delivered', 'RESOLVED', 'done'],
    ['signed', 'RETURNED', 'return-requested'],
    ['unconfirmed', 'DISPATCHED', 'delivered'],
    ['handling', 'EXTENSION_REQUESTED', 'extension-requested'],
    ['handling', 'IN_PROGRESS', 'note'],
    ['done', 'RESOLVED', 'note'],
    ['handling', 'SUSPENDED', 'ask-desk'],
    ['handling', 'ACCEPTED', 'ignore'],
    ['done', 'RETURNED', 'ignore'],
    ['returned', 'RESOLVED', 'ignore'],
    ['returned', 'RETURNED', 'note'],
    ['extension-requested', 'RESOLVED', 'done'],
    ['extension-requested', 'RETURNED', 'return-requested'],
    ['withdrawn', 'ACCEPTED', 'ignore'],
    ['handling', 'CLOSED', 'ignore'],
    ['handling', 'VERIFIED', 'ignore'],
  ])('%s on %s gives %s', (from, status, expected) => {
    const step = taskStep(from, status);
    expect(step.kind === 'move' ? step.to : step.kind).toBe(expected);
  });

  it.each<[TaskState, TaskState, (typeof PUBLIC_STATUSES)[number], string]>([
    ['extension-requested', 'delivered', 'ACCEPTED', 'go-on signed'],
    ['extension-requested', 'signed', 'IN_PROGRESS', 'go-on handling'],
    ['return-requested', 'signed', 'IN_PROGRESS', 'go-on handling'],
    ['return-requested', 'handling', 'IN_PROGRESS', 'note'],
    ['return-requested', 'handling', 'ACCEPTED', 'ignore'],
    ['return-requested', 'handling', 'RETURNED', 'note'],
    ['return-requested', 'handling', 'RESOLVED', 'move done'],
    ['return-requested', 'handling', 'SUSPENDED', 'ask-desk'],
    ['return-requested', 'handling', 'EXTENSION_REQUESTED', 'ignore'],
  ])(
    'while it waits for an answer as %s, from %s, %s gives %s: only 办结 ends a request',
    (state, before, status, expected) => {
      const step = taskStep(state, status, before);
      expect('to' in step ? `${step.kind} ${step.to}` : step.kind).toBe(expected);
    },
  );

  it('is known for every state and every status', () => {
    const kinds = TASK_STATES.flatMap((from) => PUBLIC_STATUSES.map((status) => taskStep(from, status).kind));
    expect(new Set(kinds)).toEqual(new Set(['move', 'note', 'ask-desk', 'ignore']));
  });
});

describe('where a ticket stands by its tasks', () => {
  const tasks = (...states: (TaskState | [TaskState, 'superseded'])[]): TaskStanding[] =>
    states.map((given, index) => ({
      state: Array.isArray(given) ? given[0] : given,
      stateBefore: null,
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

  it.each<[TaskState, TaskState, string]>([
    ['extension-requested', 'signed', 'accepted'],
    ['extension-requested', 'handling', 'handling'],
    ['return-requested', 'handling', 'returned'],
  ])('%s stands as %s says: %s', (state, stateBefore, expected) => {
    expect(standingOf([{ state, stateBefore, role: 'lead', superseded: false }])).toBe(expected);
  });

  it('a suspended ticket moves by itself only to 办结', () => {
    expect(progressOf('suspended', tasks('handling'))).toBe('suspended');
    expect(progressOf('suspended', tasks('return-requested'))).toBe('suspended');
    expect(progressOf('suspended', tasks('done'))).toBe('resolved');
  });

  it('never goes back and never leaves an end, whatever the tasks say', () => {
    expect(progressOf('handling', tasks('delivered'))).toBe('handling');
    expect(progressOf('closed', tasks('returned'))).toBe('closed');
  });
});
