import type { Change } from '#libs/store';
import type { Limit, WorkingTime } from '#libs/worktime';
import { DEADLINE_KINDS, type DeadlineKind } from '../../domain/deadline-kinds.js';
import { planOf, stepAfter, stepsOf } from '../../domain/deadline-steps.js';
import { legsOf, provisionalYearOf } from '../../domain/deadline-terms.js';
import type { LimitsInForce } from '../../domain/limits.js';
import type { Rulebook } from '../../domain/rulebook.js';
import { Deadline } from '../../persistence/deadline.entity.js';
import type { Task } from '../../persistence/task.entity.js';
import type { Ticket } from '../../persistence/ticket.entity.js';
import { changeOf } from '../row-changes.js';

/** As much of a ticket's sheet as its deadlines need. */
export interface ClockedTicket {
  readonly ticket: Ticket;
  readonly rulebook: Rulebook;
  readonly now: Date;
}

/** What a deadline starts with. */
export interface DeadlineOrder {
  /** Whose it is, for the kinds that belong to a task. */
  readonly task?: Task;
  /** Without it, what the rules give to that kind; where they give none, there is no deadline. */
  readonly limit?: Limit | undefined;
  /** Without it, now. */
  readonly from?: Date;
  /** What people call it, where its kind has several. */
  readonly name?: string;
}

const SUSPENDED_MEANWHILE = '挂账期间起算';

/**
 * The deadlines of one ticket while a decision is made: others only say what happened. A deadline that runs is never begun
 * anew: only `extend` and `pause` move its end.
 */
export class TicketClocks {
  readonly rows: Deadline[];
  private readonly loaded: ReadonlyMap<string, Readonly<Deadline>>;

  constructor(
    private readonly of: ClockedTicket,
    loaded: readonly Readonly<Deadline>[],
  ) {
    this.rows = loaded.map((row) => ({ ...row }));
    this.loaded = new Map(loaded.map((row) => [row.id, row]));
  }

  /** The deadline that runs or is paused. */
  running(kind: DeadlineKind, task?: Task, name?: string): Deadline | undefined {
    return this.open(kind, task, name)[0];
  }

  /** Begins a deadline; the one that runs already, if there is one, and undefined where nothing limits it. */
  start(kind: DeadlineKind, order: DeadlineOrder = {}): Deadline | undefined {
    const running = this.running(kind, order.task, order.name);
    const fresh = running ? undefined : this.draft(kind, order);
    if (fresh) this.rows.push(fresh);
    return running ?? fresh;
  }

  /** Begins a deadline in the place of one that runs, if that leaves more time: of two limits the shorter holds. */
  hasten(kind: DeadlineKind, order: DeadlineOrder): Deadline | undefined {
    const running = this.running(kind, order.task, order.name);
    const fresh = this.draft(kind, order);
    if (!running || !fresh) return this.start(kind, order);
    if (!running.endsAt || !fresh.endsAt || running.endsAt <= fresh.endsAt) return running;
    // One that begins just now has not run yet: only its limit is another.
    if (!this.loaded.has(running.id)) return Object.assign(running, fresh, { id: running.id });
    this.end('dropped', [running]);
    this.rows.push(fresh);
    return fresh;
  }

  private draft(kind: DeadlineKind, { task, limit, from, name }: DeadlineOrder): Deadline | undefined {
    const given = limit ?? this.limitOf(kind);
    if (!given) return undefined;
    const { ticket, now } = this.of;
    const row: Deadline = Object.assign(new Deadline(), {
      id: `${ticket.id}.${kind}.${this.rows.length + 1}`,
      version: 1,
      ticketId: ticket.id,
      taskId: task?.id ?? null,
      kind,
      name: name ?? null,
      round: ticket.round,
      agency: task && DEADLINE_KINDS[kind].of === 'task' ? task.agency : null,
      limit: { amount: given.amount, unit: given.unit },
      extensions: [],
      rules: null,
      startedAt: from ?? now,
      pauses: [],
      endsAt: null,
      provisionalYear: null,
      state: 'running',
      metAt: null,
      overdueAt: null,
      nextAt: null,
      nextStep: null,
      lastStep: null,
      card: null,
    } satisfies Deadline);
    // What begins while everything stands still stands still with it.
    if (ticket.state === 'suspended' && DEADLINE_KINDS[kind].pauses) this.stop(row, SUSPENDED_MEANWHILE, 'system');
    else this.reckon(row);
    return row;
  }

  /** What they are about was done. */
  meet(kind: DeadlineKind, task?: Task, name?: string): readonly Deadline[] {
    return this.end('met', this.open(kind, task, name));
  }

  /** Nobody waits for it any more. */
  drop(kind: DeadlineKind, task?: Task, name?: string): readonly Deadline[] {
    return this.end('dropped', this.open(kind, task, name));
  }

  /** 挂账: every deadline that may stand still does so from now on. */
  pause(reason: string, actor: string): void {
    const pausable = this.rows.filter((row) => row.state === 'running' && DEADLINE_KINDS[row.kind].pauses);
    for (const row of pausable) this.stop(row, reason, actor);
  }

  /** What was paused goes on with the time that it had left. */
  resume(actor: string): void {
    for (const row of this.rows.filter(({ state }) => state === 'paused')) {
      const [last, ...earlier] = row.pauses.toReversed();
      const ended = { ...last!, to: this.of.now.toISOString(), resumedBy: actor };
      row.pauses = [...earlier.toReversed(), ended];
      row.state = 'running';
      this.reckon(row);
    }
  }

  /** Grants so much more time, counted from the end that it had. Undefined when nothing runs. */
  extend(kind: DeadlineKind, limit: Limit, task?: Task): Deadline | undefined {
    const row = this.running(kind, task);
    if (!row) return undefined;
    row.extensions = [...row.extensions, { amount: limit.amount, unit: limit.unit }];
    Object.assign(row, { lastStep: null, card: null });
    this.reckon(row);
    if (row.overdueAt && row.endsAt && row.endsAt > this.of.now) row.overdueAt = null;
    return row;
  }

  /** The one whose next step has been due the longest. */
  firstDue(): Deadline | undefined {
    const due = this.rows.filter(({ nextAt }) => nextAt !== null && nextAt < this.of.now);
    return due.toSorted((a, b) => a.nextAt!.getTime() - b.nextAt!.getTime())[0];
  }

  /** Its next step is taken; the name of that step. At its end it is overdue, or has come to what it waited for. */
  passStep(row: Deadline): string {
    const step = row.nextStep!;
    row.lastStep = step;
    this.reckon(row);
    if (step !== 'end') return step;
    if (DEADLINE_KINDS[row.kind].breach) row.overdueAt = row.endsAt;
    else this.end('met', [row]);
    return step;
  }

  /** Those that still run and were reckoned without one of these years. */
  provisional(years: readonly number[]): readonly Deadline[] {
    return this.rows.filter(
      ({ state, provisionalYear }) =>
        (state === 'running' || state === 'paused') && provisionalYear !== null && years.includes(provisionalYear),
    );
  }

  /** Reckons it from its terms, by the calendar and the hours of today. */
  reckon(row: Deadline): void {
    const time = this.timeOf(row);
    const legs = legsOf(time, row);
    const due = legs.at(-1)!;
    row.endsAt = due.end ?? null;
    row.provisionalYear = provisionalYearOf(legs);
    const steps = stepsOf(time, due, row.startedAt, planOf(row.kind, this.limits));
    const next = row.state === 'running' ? stepAfter(steps, row.lastStep) : undefined;
    row.nextAt = next?.at ?? null;
    row.nextStep = next?.name ?? null;
  }

  /** How time passes for it; for one that has ended, as it was known then: its end is never reckoned anew. */
  timeOf({
    agency,
    state,
    provisionalYear,
  }: Pick<Deadline, 'agency'> & Partial<Pick<Deadline, 'state' | 'provisionalYear'>>): WorkingTime {
    const { agencies, times } = this.of.rulebook;
    const ended = state === 'met' || state === 'dropped';
    const reckonedBy = ended && typeof provisionalYear === 'number' ? times.before(provisionalYear) : times;
    const known = agency === null ? undefined : agencies.find(agency);
    return known ? reckonedBy.of(known) : reckonedBy.office;
  }

  get limits(): LimitsInForce {
    const { ticket, rulebook, now } = this.of;
    return rulebook.limits.of(rulebook.itemOf(ticket.item, now), ticket.grade);
  }

  changes(): Change[] {
    return this.rows.flatMap((row) => changeOf(Deadline, this.loaded.get(row.id), row));
  }

  private stop(row: Deadline, reason: string, actor: string): void {
    row.pauses = [...row.pauses, { from: this.of.now.toISOString(), reason, actor }];
    row.state = 'paused';
    this.reckon(row);
  }

  private open(kind: DeadlineKind, task?: Task, name?: string): Deadline[] {
    return this.rows.filter(
      (row) =>
        row.kind === kind &&
        (row.state === 'running' || row.state === 'paused') &&
        (task === undefined || row.taskId === task.id) &&
        (name === undefined || row.name === name),
    );
  }

  private end(state: 'met' | 'dropped', rows: readonly Deadline[]): readonly Deadline[] {
    const { now } = this.of;
    for (const row of rows) {
      const { breach } = DEADLINE_KINDS[row.kind];
      if (state === 'met' && breach && row.endsAt && row.endsAt < now) row.overdueAt ??= row.endsAt;
      Object.assign(row, { state, metAt: now, nextAt: null, nextStep: null });
    }
    return rows;
  }

  private limitOf(kind: DeadlineKind): Limit | undefined {
    const { sign, contact, arrive, finish, revisit } = this.limits;
    return { sign, contact, arrive, finish, revisit }[kind as 'sign'];
  }
}
