import { DEADLINE_KINDS, type DeadlineKind } from '../../domain/deadline-kinds.js';
import type { TaskState } from '../../domain/task.flow.js';
import type { TicketState } from '../../domain/ticket.flow.js';
import type { Task } from '../../persistence/task.entity.js';
import type { TicketClocks } from './ticket-clocks.js';

const OF_TASKS = (Object.keys(DEADLINE_KINDS) as DeadlineKind[]).filter((kind) => DEADLINE_KINDS[kind].of === 'task');
/** What goes on after 结案. */
const OUTLIVING: ReadonlySet<DeadlineKind> = new Set(['rectify', 'audit']);

/** Which deadlines of a task are met by its coming to a state; `'rest'`: what becomes of the others. */
const TASK_MOVES: Partial<Record<TaskState, { meets: readonly DeadlineKind[]; rest?: 'dropped' }>> = {
  signed: { meets: ['sign'] },
  handling: { meets: ['sign'] },
  'extension-requested': { meets: ['sign'] },
  // What is settled needs no contact or visit any more: they were in time if this is.
  done: { meets: ['sign', 'contact', 'arrive'], rest: 'dropped' },
  // "Not ours" is an answer too; until it is answered in turn, the rest of the task's time runs on (首接负责).
  'return-requested': { meets: ['sign'] },
  returned: { meets: ['sign'], rest: 'dropped' },
  refused: { meets: [], rest: 'dropped' },
  withdrawn: { meets: [], rest: 'dropped' },
};

/** A new task: its agency's limits begin with it. */
export function startTaskDeadlines(clocks: TicketClocks, task: Task): void {
  // One that was convened has the limit for acknowledging already: the shorter one holds.
  clocks.hasten('sign', { task });
  for (const kind of ['contact', 'arrive'] as const) clocks.start(kind, { task });
}

/** A new ticket: 办结 and the stages of its item run from its receipt. */
export function startTicketDeadlines(clocks: TicketClocks, receivedAt: Date): void {
  clocks.start('finish', { from: receivedAt });
  for (const { name, ...limit } of clocks.limits.stages ?? []) clocks.start('stage', { from: receivedAt, limit, name });
}

export function followTaskMove(clocks: TicketClocks, task: Task, to: TaskState): void {
  const move = TASK_MOVES[to];
  if (!move) return;
  for (const kind of move.meets) clocks.meet(kind, task);
  if (move.rest) for (const kind of OF_TASKS) clocks.drop(kind, task);
}

/** 挂账 is over: what stood still goes on with the time that it had left. */
export function endSuspension(clocks: TicketClocks, actor: string): void {
  clocks.resume(actor);
  clocks.meet('suspension-review');
}

export function followTicketMove(clocks: TicketClocks, from: TicketState, to: TicketState): void {
  if (from === 'resolved') clocks.meet('source-revisit');
  if (to === 'resolved' || to === 'closed') {
    clocks.meet('finish');
    clocks.meet('stage');
  }
  // A round that was not needed: nobody waits for its 办结.
  if (to === 'verified' && from !== 'resolved') for (const kind of ['finish', 'stage'] as const) clocks.drop(kind);
  // Whom the next round or the source has answered is not asked any more.
  if (from === 'resolved' && to !== 'closed') clocks.drop('revisit');
  if (to === 'closed' || to === 'void') {
    if (to === 'closed') clocks.meet('revisit');
    for (const { kind } of clocks.rows) if (!OUTLIVING.has(kind)) clocks.drop(kind);
  } else if ((from === 'resolved' && to === 'dispatching') || (from === 'closed' && to !== 'merged')) {
    // Opened again: a round with a limit of its own.
    clocks.start('finish');
  }
}
