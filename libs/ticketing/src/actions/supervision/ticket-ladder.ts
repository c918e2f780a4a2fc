import { deadlineOf, type Limit } from '#libs/worktime';
import type { Change } from '#libs/store';
import type { Rulebook } from '../../domain/rulebook.js';
import type { DueRung } from '../../domain/supervision/ladder.js';
import type { RungSetting } from '../../domain/supervision/supervision-rules.js';
import type { TaskState } from '../../domain/task.flow.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import { Notice } from '../../persistence/notice.entity.js';
import type { Task } from '../../persistence/task.entity.js';
import type { Ticket } from '../../persistence/ticket.entity.js';
import type { TicketClocks } from '../deadlines/ticket-clocks.js';
import { changeOf } from '../row-changes.js';

/** As much of a ticket's sheet as its ladder needs. */
export interface SupervisedTicket {
  readonly ticket: Ticket;
  readonly tasks: readonly Task[];
  readonly currentTasks: readonly Task[];
  readonly clocks: TicketClocks;
  readonly rulebook: Rulebook;
  readonly now: Date;
  readonly ended: boolean;
}

/** Where an agency has a task and has not settled it. What never reached it is the office's to look after, see `escalate.ts`. */
const AT_THE_AGENCY: ReadonlySet<TaskState> = new Set([
  'delivered',
  'signed',
  'handling',
  'extension-requested',
  'return-requested',
]);

/** That a deadline was missed, and since when the agency of a task is late with it. */
interface Lateness {
  readonly deadline: Deadline;
  readonly since: Date;
}

/** The notices of one ticket while a decision is made, and how far its tasks have come on the ladder. */
export class TicketLadder {
  readonly rows: Notice[];
  private readonly loaded: ReadonlyMap<string, Readonly<Notice>>;

  constructor(
    private readonly of: SupervisedTicket,
    loaded: readonly Readonly<Notice>[],
  ) {
    this.rows = loaded.map((row) => ({ ...row })).toSorted((a, b) => a.number - b.number);
    this.loaded = new Map(loaded.map((row) => [row.id, row]));
  }

  /** Those that nothing has released yet. */
  get open(): readonly Notice[] {
    return this.rows.filter(({ releasedAt }) => releasedAt === null);
  }

  /** Those whose receipt has been waited for in vain, so far without a word about it. */
  get unreceived(): readonly Notice[] {
    return this.open.filter((notice) => isAwaited(notice) && notice.receiptBy! < this.of.now);
  }

  /** The tasks whose agencies can be late with something. */
  get climbers(): readonly Task[] {
    return this.of.ended ? [] : this.of.currentTasks.filter(({ state }) => AT_THE_AGENCY.has(state));
  }

  /** The rungs that a task has come to by now and that were not issued yet, the lowest first. */
  due(task: Task): (DueRung & { readonly deadline: Deadline | undefined })[] {
    const { rulebook, now } = this.of;
    return rulebook.ladder
      .dueAbove(this.placeOf(task), (rung) => this.momentOf(task, rung), now)
      .map((due) => ({ ...due, deadline: this.missedBy(task, due.rung) }));
  }

  /** The deadline that the task has missed and the rung is about. */
  missedBy(task: Task, rung: RungSetting): Deadline | undefined {
    return this.latest(task, rung)?.deadline;
  }

  /** After which moment something is to be done, be it past; null when nothing is. */
  nextAt(): Date | null {
    const { rulebook } = this.of;
    const rungs = this.isLate
      ? this.climbers.flatMap(
          (task) => rulebook.ladder.nextAbove(this.placeOf(task), (rung) => this.momentOf(task, rung)) ?? [],
        )
      : [];
    const receipts = this.open.filter(isAwaited).map(({ receiptBy }) => receiptBy!);
    return [...rungs, ...receipts].toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
  }

  /** When so much working time of an agency has passed after a moment; what lies in the ledger of the deadline does not count. */
  reckon(
    agency: string | null,
    { start, limit, pauses = [] }: { start: Date; limit: Limit; pauses?: Deadline['pauses'] },
  ): Date {
    const { clocks } = this.of;
    // The day of the missed end does not count, also where that end is the midnight after it.
    const byDays = limit.unit === 'workday' || limit.unit === 'calendar-day';
    const from = byDays ? new Date(start.getTime() - 1) : start;
    const gaps = pauses
      .filter((pause) => pause.to !== undefined && new Date(pause.to) > start)
      .map((pause) => ({ from: new Date(pause.from), to: new Date(pause.to!), reason: pause.reason }));
    return deadlineOf(clocks.timeOf({ agency }), { start: from, limit, pauses: gaps }).end!;
  }

  changes(): Change[] {
    return this.rows.flatMap((row) => changeOf(Notice, this.loaded.get(row.id), row));
  }

  /** The highest rung that counts for a task; −1 for none. One that the office issued and took back again is as never issued. */
  private placeOf(task: Task): number {
    const { ladder } = this.of.rulebook;
    const counted = this.rows.filter(
      ({ taskId, issuedBy, releasedHow }) => taskId === task.id && !(issuedBy !== 'system' && releasedHow === 'office'),
    );
    return Math.max(-1, ...counted.map(({ rung }) => ladder.placeOf(rung)));
  }

  private momentOf(task: Task, rung: RungSetting): Date | undefined {
    const limit = rung.trigger?.after;
    const late = this.latest(task, rung);
    if (!limit || !late) return undefined;
    return this.reckon(task.agency, { start: late.since, limit, pauses: late.deadline.pauses });
  }

  /** Of the deadlines that a rung is about, the one that the task has been late with for the longest time. */
  private latest(task: Task, { trigger }: RungSetting): Lateness | undefined {
    const { rows } = this.of.clocks;
    const missed = rows.filter(
      ({ kind, taskId, state, overdueAt, endsAt }) =>
        (trigger?.deadlines as readonly string[] | undefined)?.includes(kind) &&
        (taskId === null || taskId === task.id) &&
        state === 'running' &&
        overdueAt !== null &&
        endsAt !== null,
    );
    return missed
      .map((deadline) => ({ deadline, since: sinceWhen(deadline, task) }))
      .toSorted((a, b) => a.since.getTime() - b.since.getTime())[0];
  }

  private get isLate(): boolean {
    return this.of.clocks.rows.some(({ state, overdueAt }) => state === 'running' && overdueAt !== null);
  }
}

/** An agency that was given the task when its time had already passed is late from then on, and answers for no day before it. */
function sinceWhen({ endsAt }: Deadline, { acceptedAt }: Task): Date {
  return acceptedAt !== null && acceptedAt > endsAt! ? acceptedAt : endsAt!;
}

function isAwaited({ receiptBy, receivedAt, unreceivedAt }: Notice): boolean {
  return receiptBy !== null && receivedAt === null && unreceivedAt === null;
}
