import type { Change } from '#libs/store';
import { deskKind, type DeskKind } from '../../domain/desk-kinds.js';
import type { Rulebook } from '../../domain/rulebook.js';
import { DeskItem } from '../../persistence/desk-item.entity.js';
import type { Ticket } from '../../persistence/ticket.entity.js';
import type { TicketClocks } from '../deadlines/ticket-clocks.js';
import { changeOf } from '../row-changes.js';
import { deskLog } from './desk-log.js';
import { newDeskItem } from './new-desk-item.js';

/** As much of a ticket's sheet as its items at the desk need. */
export interface TicketAtDesk {
  readonly ticket: Ticket;
  readonly clocks: TicketClocks;
  readonly rulebook: Rulebook;
  readonly now: Date;
}

/** What stands beside the words of an item. */
export interface DeskExtra {
  readonly taskId?: string;
  readonly data?: Record<string, unknown>;
  /** An account, or `role:<code>`. */
  readonly assignedTo?: string;
}

/** Of which several may be open for one task: they differ in what they are about. */
const SEVERAL: ReadonlySet<DeskKind> = new Set([
  'conflict',
  'overdue',
  'supervision',
  'supervision-unreceived',
  'supervision-untold',
]);

/** What of one ticket waits at the desk, while a decision is made. */
export class TicketDesk {
  readonly rows: DeskItem[];
  private readonly loaded: ReadonlyMap<string, Readonly<DeskItem>>;

  constructor(
    private readonly of: TicketAtDesk,
    loaded: readonly Readonly<DeskItem>[],
  ) {
    this.rows = loaded.map((item) => ({ ...item }));
    this.loaded = new Map(loaded.map((item) => [item.id, item]));
  }

  /** Once per kind and task while it is open, but for those of which there may be several. */
  open(kind: DeskKind, note: string, extra: DeskExtra): void {
    const taskId = extra.taskId ?? null;
    if (this.items(kind).some((item) => item.taskId === taskId && !SEVERAL.has(kind))) return;
    const { ticket, rulebook, now } = this.of;
    this.rows.push(
      newDeskItem({
        id: `${ticket.id}.${ticket.revision}.${this.rows.length + 1}`,
        kind,
        ticketId: ticket.id,
        taskId,
        note,
        data: extra.data ?? null,
        assignedTo: extra.assignedTo ?? null,
        openedAt: now,
        dueAt: rulebook.desk.dueAt(kind, now, rulebook.times.office),
        township: ticket.place?.township ?? ticket.routing?.facts.township ?? null,
      }),
    );
  }

  /** Those that nobody has settled. */
  items(...kinds: readonly DeskKind[]): readonly DeskItem[] {
    return this.rows.filter((item) => item.settledAt === null && (kinds.length === 0 || kinds.includes(item.kind)));
  }

  settle(items: readonly DeskItem[], by: string, settlement: string): void {
    for (const item of items) Object.assign(item, { settledAt: this.of.now, settledBy: by, settlement });
  }

  changes(): Change[] {
    this.settleOverdue();
    for (const item of this.items()) this.followDeadline(item);
    return this.rows.flatMap((item) => {
      const before = this.loaded.get(item.id);
      return [...changeOf(DeskItem, before, item), ...this.logged(item, before)];
    });
  }

  /** What was escalated because of a deadline that is no longer overdue needs nobody's look any more. */
  private settleOverdue(): void {
    const late = new Set(
      this.of.clocks.rows
        .filter(({ state, overdueAt }) => state !== 'met' && state !== 'dropped' && overdueAt)
        .map(({ id }) => id),
    );
    const items = this.items('overdue').filter(({ data }) => !late.has(String(data?.deadline)));
    this.settle(items, 'system', '该时限已完成、已延期或不再需要。');
  }

  /** An item that stands under a deadline of its ticket is due with it, also after that was reckoned anew. */
  private followDeadline(item: DeskItem): void {
    const { deadline } = deskKind(item.kind);
    const row =
      deadline &&
      this.of.clocks.rows.find(
        ({ kind, taskId, state }) =>
          kind === deadline && state === 'running' && (taskId === null || taskId === item.taskId),
      );
    if (row?.endsAt && row.endsAt.getTime() !== item.dueAt?.getTime()) item.dueAt = row.endsAt;
  }

  private logged(item: DeskItem, before: Readonly<DeskItem> | undefined): Change[] {
    const { now } = this.of;
    const opened = before ? [] : [deskLog(item, 1, { deed: 'opened', actor: 'system', at: now })];
    if (item.settledAt === null || before?.settledAt) return opened;
    const deed = { deed: 'settled', actor: item.settledBy!, at: now, reason: item.settlement ?? undefined } as const;
    return [...opened, deskLog(item, (before?.version ?? 1) + 1, deed)];
  }
}
