import type { Circumstances, Decision } from '#libs/bus';
import { loadStage, type LoadStage } from '#libs/store';
import { DEADLINE_KINDS } from '../../domain/deadline-kinds.js';
import type { Rulebook } from '../../domain/rulebook.js';
import { Audit } from '../../persistence/audit.entity.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import { joinedDecisions } from '../joined-decisions.js';
import { TicketSheet } from '../ticket-sheet.js';
import { dueStages, type DueTickets } from './fire-due.js';

/** Before `recompute`. */
export const recomputeStages: readonly LoadStage<DueTickets>[] = [
  ...dueStages,
  loadStage(Audit, 'ticketId', ({ ticketIds }) => ticketIds),
];

/**
 * Reckons anew what was reckoned without the days off of a year that is known by now. Each is a step in the history, with the
 * end before and after, also when it stays the same.
 */
export function recompute({ ticketIds }: DueTickets, { view, now }: Circumstances, rulebook: Rulebook): Decision {
  const { years } = rulebook.times.calendar;
  const decisions = ticketIds.flatMap((id) => {
    const sheet = TicketSheet.of(id, view, rulebook, now);
    if (!sheet) return [];
    for (const row of sheet.clocks.provisional(years)) {
      const before = row.endsAt;
      const year = row.provisionalYear;
      sheet.clocks.reckon(row);
      if (row.kind === 'audit') moveAudit(sheet, row);
      sheet.step({
        act: 'deadline-recomputed',
        actor: 'system',
        to: sheet.ticket.state,
        ...(row.taskId === null ? {} : { task: { id: row.taskId } }),
        reason: `${year}年放假安排已录入`,
        data: {
          deadline: row.id,
          kind: row.kind,
          label: DEADLINE_KINDS[row.kind].label,
          year,
          before: before?.toISOString(),
          endsAt: row.endsAt?.toISOString(),
        },
      });
    }
    return [sheet.decision()];
  });
  return joinedDecisions(decisions);
}

/** 问效 is due with its deadline. */
function moveAudit({ audits }: TicketSheet, { round, endsAt }: Deadline): void {
  const audit = audits.find((one) => one.cause === 'sampled' && one.round === round && one.finding === null);
  if (audit && endsAt) audit.dueAt = endsAt;
}
