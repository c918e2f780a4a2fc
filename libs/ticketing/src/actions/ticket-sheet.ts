import type { Decision } from '#libs/bus';
import type { DeliveryPurpose } from '#libs/contracts';
import type { Change, View } from '#libs/store';
import type { DeskKind } from '../domain/desk-kinds.js';
import { allows, opensAgain } from '../domain/flow.js';
import type { Rulebook } from '../domain/rulebook.js';
import { REQUESTS, taskFlow, type TaskState } from '../domain/task.flow.js';
import { progressOf, standingOf } from '../domain/ticket-progress.js';
import { ticketFlow, type TicketState } from '../domain/ticket.flow.js';
import { Audit } from '../persistence/audit.entity.js';
import { Deadline } from '../persistence/deadline.entity.js';
import { DeskItem } from '../persistence/desk-item.entity.js';
import { Notice } from '../persistence/notice.entity.js';
import { Task } from '../persistence/task.entity.js';
import { Ticket } from '../persistence/ticket.entity.js';
import { arriveAtResolved } from './arrive-at-resolved.js';
import { endSuspension, followTaskMove, followTicketMove, startTaskDeadlines } from './deadlines/follow-moves.js';
import { TicketClocks } from './deadlines/ticket-clocks.js';
import { TicketDesk, type DeskExtra } from './desk/ticket-desk.js';
import { followMainTicket } from './duplicates/follow-main-ticket.js';
import { ticketsMergedInto } from './duplicates/tickets-merged-into.js';
import { historyRow, type TaskMove } from './history-row.js';
import { joinedDecisions } from './joined-decisions.js';
import { changeOf } from './row-changes.js';
import { followSupervision } from './supervision/follow-supervision.js';
import { TicketLadder } from './supervision/ticket-ladder.js';
import type { Step } from './ticket-step.js';
import { TicketTellings, type TaskAnswer } from './ticket-tellings.js';

/**
 * The working copy of one ticket with its tasks and desk items while a decision is made: steps are taken on it, and it knows
 * the changes and messages that come of them. Lives no longer than the decision.
 */
export class TicketSheet {
  readonly ticket: Ticket;
  readonly tasks: Task[];
  /** What of it waits at the desk. */
  private readonly desk: TicketDesk;
  /** Its deadlines: say what happened, and they follow. */
  readonly clocks: TicketClocks;
  /** How far its tasks have come on the ladder (督办), and the notices that they got. */
  readonly ladder: TicketLadder;
  /** What is said of it. */
  readonly tellings = new TicketTellings(this);
  /** The tickets that are merged into this one. */
  readonly merged: readonly TicketSheet[];
  private readonly before: {
    ticket?: Readonly<Ticket>;
    tasks: ReadonlyMap<string, Readonly<Task>>;
  };
  private readonly history: Change[] = [];
  private readonly beside: Change[] = [];
  /** Tasks that a step to come takes along. */
  private takenAlong: TaskMove[] = [];
  private loadedAudits: Audit[] | undefined;

  private constructor(
    ticket: Readonly<Ticket>,
    rows: {
      tasks: readonly Readonly<Task>[];
      deskItems: readonly Readonly<DeskItem>[];
      deadlines: readonly Readonly<Deadline>[];
      notices: readonly Readonly<Notice>[];
      merged: readonly TicketSheet[];
      isNew: boolean;
    },
    readonly rulebook: Rulebook,
    readonly now: Date,
    private readonly auditRows: () => readonly Readonly<Audit>[] = () => [],
  ) {
    this.ticket = { ...ticket };
    this.tasks = rows.tasks.map((task) => ({ ...task })).toSorted((a, b) => a.number - b.number);
    this.clocks = new TicketClocks(this, rows.deadlines);
    this.ladder = new TicketLadder(this, rows.notices);
    this.merged = rows.merged;
    this.desk = new TicketDesk(this, rows.deskItems);
    const tasks = new Map(rows.tasks.map((row) => [row.id, row]));
    this.before = rows.isNew ? { tasks } : { ticket, tasks };
  }

  /** The sheet of a ticket that is loaded, with its tasks and desk items by ticket id; undefined when there is none. */
  static of(ticketId: string, view: View, rulebook: Rulebook, now: Date): TicketSheet | undefined {
    const ticket = view.get(Ticket, ticketId);
    if (!ticket) return undefined;
    const tasks = view.where(Task, 'ticketId', ticketId);
    const deskItems = view.where(DeskItem, 'ticketId', ticketId);
    const deadlines = view.where(Deadline, 'ticketId', ticketId);
    const notices = ticket.notices === 0 ? [] : view.where(Notice, 'ticketId', ticketId);
    const merged = ticketsMergedInto(ticket, view).map(({ id }) => TicketSheet.of(id, view, rulebook, now)!);
    return new TicketSheet(ticket, { tasks, deskItems, deadlines, notices, merged, isNew: false }, rulebook, now, () =>
      view.where(Audit, 'ticketId', ticketId),
    );
  }

  /** The sheet of a ticket that is about to be opened. */
  static new(ticket: Ticket, rulebook: Rulebook, now: Date): TicketSheet {
    const none = { tasks: [], deskItems: [], deadlines: [], notices: [], merged: [] };
    return new TicketSheet(ticket, { ...none, isNew: true }, rulebook, now);
  }

  /** Tasks in order, without those that another one has replaced and those that were withdrawn. */
  get currentTasks(): readonly Task[] {
    return this.tasks.filter((task) => !task.superseded && task.state !== 'withdrawn');
  }

  /** 问效 of its closings. Only for decisions that load them. */
  get audits(): Audit[] {
    return (this.loadedAudits ??= this.auditRows().map((row) => ({ ...row })));
  }

  /** Whether the joint enforcement of this round (联合执法) has no minutes yet. */
  get minutesMissing(): boolean {
    const { joint, minutes, round } = this.ticket;
    return joint?.round === round && minutes?.round !== round;
  }

  /** All that ever waited at the desk. */
  get deskItems(): readonly DeskItem[] {
    return this.desk.rows;
  }

  get ended(): boolean {
    return ticketFlow.states[this.ticket.state].final === true;
  }

  /** One agency more is asked: its limits begin to run. */
  addTask(task: Task): void {
    this.tasks.push(task);
    startTaskDeadlines(this.clocks, task);
  }

  /** Takes a step: moves task and ticket, writes history, says `ticket-changed`, reports a new public status. */
  step(step: Step): void {
    const { ticket } = this;
    const task = step.task && this.tasks.find(({ id }) => id === step.task?.id);
    const taskFrom = task?.state;
    if (task && step.task?.to) this.move(task, step.task.to);
    const from = ticket.state;
    const previous = ticket.revision === 0 ? undefined : ticket.status;
    const to = step.to ?? progressOf(from, this.tasks, this.minutesMissing);
    ticket.revision += 1;
    ticket.changedAt = this.now;
    if (to !== from) this.moveTicket(to, step);
    if (step.follows) ticket.status = step.follows;
    this.history.push(historyRow(ticket, step, { from, task, taskFrom, takenAlong: this.takenAlong }, this.now));
    this.takenAlong = [];
    this.tellings.changed(step, previous);
    if (!this.ended && this.minutesMissing && standingOf(this.tasks) === 'resolved')
      this.openDesk('minutes-due', '联合执法各单位均已办结，待牵头单位会议纪要。');
    if (ticket.status === previous) return;
    this.tellings.report(step, task);
    for (const one of this.merged) followMainTicket(one, ticket);
  }

  /** Asks that the task's platform be told; call it after the step that is the reason. */
  request(purpose: DeliveryPurpose, task: Task): void {
    this.tellings.request(purpose, task);
  }

  /** Tells the agency what became of what it had asked for, as far as its platform has words for it. */
  answer(task: Task, answer: TaskAnswer): void {
    this.tellings.answer(task, answer);
  }

  /** Puts something before a person. Once per kind and task while it is open, but for those of which there may be several. */
  openDesk(kind: DeskKind, note: string, extra: DeskExtra = {}): void {
    this.desk.open(kind, note, extra);
  }

  openDeskItems(...kinds: readonly DeskKind[]): readonly DeskItem[] {
    return this.desk.items(...kinds);
  }

  settleDesk(items: readonly DeskItem[], by: string, settlement: string): void {
    this.desk.settle(items, by, settlement);
  }

  /** Moves a task without a step of its own, as part of a larger one that is taken next: that step names it. */
  moveTask(task: Task, to: TaskState): void {
    this.move(task, to);
    this.takenAlong.push({ task: task.id, to });
  }

  private move(task: Task, to: TaskState): void {
    if (!allows(taskFlow, task.state, to)) throw new Error(`The task flow has no edge ${task.state} → ${to}.`);
    const asksNow = REQUESTS.has(to);
    if (asksNow) task.stateBefore ??= task.state;
    else task.stateBefore = null;
    task.state = to;
    task.changedAt = this.now;
    followTaskMove(this.clocks, task, to);
  }

  /** A change of a row that is no part of the ticket, e.g. of a reference. */
  add(change: Change): void {
    this.beside.push(change);
  }

  decision(): Decision {
    followSupervision(this);
    const rows: Change[] = [
      ...changeOf(Ticket, this.before.ticket, this.ticket),
      ...this.tasks.flatMap((task) => changeOf(Task, this.before.tasks.get(task.id), task)),
    ];
    const changes = [
      ...rows,
      ...this.desk.changes(),
      ...this.clocks.changes(),
      ...this.ladder.changes(),
      ...this.auditChanges(),
      ...this.history,
      ...this.beside,
    ];
    return joinedDecisions([
      { changes, messages: this.tellings.messages },
      ...this.merged.map((one) => one.decision()),
    ]);
  }

  private auditChanges(): Change[] {
    if (!this.loadedAudits) return [];
    const before = new Map(this.auditRows().map((row) => [row.id, row]));
    return this.loadedAudits.flatMap((audit) => changeOf(Audit, before.get(audit.id), audit));
  }

  private moveTicket(to: TicketState, { again, actor }: Step): void {
    const { ticket } = this;
    const edge = again ? opensAgain : allows;
    if (!edge(ticketFlow, ticket.state, to)) throw new Error(`The ticket flow has no edge ${ticket.state} → ${to}.`);
    if (ticket.state === 'suspended') {
      endSuspension(this.clocks, actor);
      this.settleDesk(this.openDeskItems('suspension-review'), actor, '挂账已结束。');
    }
    followTicketMove(this.clocks, ticket.state, to);
    ticket.state = to;
    ticket.stateSince = ticket.revision;
    ticket.status = ticketFlow.states[to].reportsAs;
    if (to === 'resolved') arriveAtResolved(this);
    if (ticketFlow.states[to].final) ticket.closedAt = this.now;
    if (again) ticket.closedAt = null;
  }
}
