import type { PublicStatus } from '#libs/contracts';
import type { DeskKind } from '../../domain/desk-kinds.js';
import { followMain } from '../../domain/duplicates/follow-main.js';
import type { TicketState } from '../../domain/ticket.flow.js';
import type { DeskItem } from '../../persistence/desk-item.entity.js';
import type { Ticket } from '../../persistence/ticket.entity.js';
import { closingOf } from '../closing-of.js';
import type { TicketClocks } from '../deadlines/ticket-clocks.js';

/** What is told of a step, as far as it is decided here. */
interface FollowingStep {
  readonly act: string;
  readonly actor: string;
  readonly to: TicketState;
  readonly again?: boolean;
  readonly reason: string;
  readonly data: Record<string, unknown>;
  readonly report?: { readonly opinion: string };
  readonly follows?: PublicStatus;
}

/** As much of a ticket's sheet as is needed. */
interface MergedSheet {
  readonly ticket: Ticket;
  readonly clocks: TicketClocks;
  step(step: FollowingStep): void;
  openDesk(kind: DeskKind, note: string): void;
  openDeskItems(...kinds: readonly DeskKind[]): readonly DeskItem[];
  settleDesk(items: readonly DeskItem[], by: string, settlement: string): void;
}

/** The main ticket has come to another public status: the merged one tells its own source, and ends with it. */
export function followMainTicket(sheet: MergedSheet, main: Readonly<Ticket>): void {
  const { ticket } = sheet;
  const again = ticket.state === 'closed';
  const dissents = sheet.openDeskItems('redo').length > 0;
  const { act, to, told } = followMain(main, { state: ticket.state, dissents });
  if (to === 'closed') ticket.closing = closingOf(ticket, 'main', 'system');
  const data = { main: main.id, status: main.status, ...(to === 'closed' && { gates: ticket.closing }) };
  const step = { act, actor: 'system', to, again, reason: told, data, report: { opinion: told } };
  if (act === 'unmerged') standAlone(sheet, step);
  else sheet.step(to === 'merged' ? { ...step, follows: main.status } : step);
  // A bad rating (差评) of its own resident is put right all the same.
  if (to === 'closed') sheet.settleDesk(butRatings(sheet), 'system', told);
  if (!again) return;
  sheet.settleDesk(sheet.openDeskItems('audit-due'), 'system', told);
  sheet.clocks.drop('audit');
}

/** What of a ticket waits at the desk, but its bad ratings: they are put right wherever the ticket goes. */
export function butRatings(sheet: Pick<MergedSheet, 'openDeskItems'>): readonly DeskItem[] {
  return sheet.openDeskItems().filter(({ kind }) => kind !== 'bad-rating');
}

/** A merged ticket becomes a matter of its own again; at the desk, where nobody has it in hand. */
export function standAlone(sheet: MergedSheet, step: FollowingStep): void {
  sheet.ticket.mergedInto = null;
  sheet.step(step);
  if (step.to !== 'at-desk') return;
  // From its receipt: being merged for a while has not given it more time.
  sheet.clocks.start('finish', { from: sheet.ticket.receivedAt });
  sheet.openDesk('unmerged', '已从主工单拆出，请重新指定承办单位。');
}
