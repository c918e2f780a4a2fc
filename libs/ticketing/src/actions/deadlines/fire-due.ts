import type { Circumstances, Decision } from '#libs/bus';
import type { LoadStage } from '#libs/store';
import { DEADLINE_KINDS } from '../../domain/deadline-kinds.js';
import type { Rulebook } from '../../domain/rulebook.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import { joinedDecisions } from '../joined-decisions.js';
import { ticketStages } from '../load-stages.js';
import { askForReceipts, climbLadder } from '../supervision/climb-ladder.js';
import { TicketSheet } from '../ticket-sheet.js';
import { escalateRedCard } from './escalate.js';
import { ON_END } from './on-end.js';

/** Tickets of which something is due, in the order in which it should be done. */
export interface DueTickets {
  readonly ticketIds: readonly string[];
}

export const dueStages: readonly LoadStage<DueTickets>[] = ticketStages(({ ticketIds }) => ticketIds);

/** What follows a step of that name, beside its place in the history; `end` is by kind: see ON_END. */
const ON_STEP: Readonly<Record<string, (sheet: TicketSheet, deadline: Deadline) => void>> = { red: escalateRedCard };

/**
 * Takes the steps that are due on these tickets: cards, breaches, escalation, the rungs of the ladder and receipts in vain. Whether they are is decided on the locked rows: a
 * second process that wanted the same finds nothing left to do.
 */
export function fireDue({ ticketIds }: DueTickets, { view, now }: Circumstances, rulebook: Rulebook): Decision {
  const sheets = ticketIds.flatMap((id) => TicketSheet.of(id, view, rulebook, now) ?? []);
  const decisions = sheets.map((sheet) => {
    for (let due = sheet.clocks.firstDue(); due; due = sheet.clocks.firstDue()) takeStep(sheet, due);
    askForReceipts(sheet);
    climbLadder(sheet);
    return sheet.decision();
  });
  return joinedDecisions(decisions);
}

function takeStep(sheet: TicketSheet, deadline: Deadline): void {
  const { kind } = deadline;
  const step = sheet.clocks.passStep(deadline);
  // A warning that nobody could give in time is none.
  if (step === 'yellow' && deadline.endsAt && deadline.endsAt < sheet.now) return;
  if (step === 'yellow' || step === 'red') deadline.card = step;
  const onEnd = ON_END[kind];
  if (step === 'end' && !onEnd) return;
  const { breach, label } = DEADLINE_KINDS[kind];
  const act = step === 'end' ? (breach ? 'deadline-overdue' : 'deadline-reached') : `deadline-${step}`;
  const task = deadline.taskId === null ? {} : { task: { id: deadline.taskId } };
  const name = deadline.name === null ? {} : { name: deadline.name };
  const data = { deadline: deadline.id, kind, label, ...name, endsAt: deadline.endsAt?.toISOString() };
  sheet.step({ act, actor: 'system', to: sheet.ticket.state, ...task, data });
  if (step === 'end') onEnd?.(sheet, deadline);
  else ON_STEP[step]?.(sheet, deadline);
}
