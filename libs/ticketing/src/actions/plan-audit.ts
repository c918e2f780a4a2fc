import { insert } from '#libs/store';
import { Audit, type AuditCause } from '../persistence/audit.entity.js';
import type { TicketSheet } from './ticket-sheet.js';

/** 结案: whether, and when, somebody will look whether it stayed solved (问效). */
export function planAudit(sheet: TicketSheet): void {
  const { ticket, rulebook } = sheet;
  const { rules } = rulebook.gates;
  if (!rulebook.gates.samples(ticket.id, rulebook.itemOf(ticket.item, sheet.now)?.auditRate)) return;
  const deadline = sheet.clocks.start('audit', { limit: rules.audit.after });
  sheet.add(insert(Audit, newAudit(sheet, 'sampled', deadline?.endsAt ?? sheet.now)));
}

/** A 问效 that nobody has made yet. */
export function newAudit({ ticket }: TicketSheet, cause: AuditCause, dueAt: Date): Audit {
  return Object.assign(new Audit(), {
    id: `${ticket.id}.${ticket.round}.${cause}`,
    version: 1,
    ticketId: ticket.id,
    round: ticket.round,
    cause,
    dueAt,
    finding: null,
    reason: null,
    actor: null,
    foundAt: null,
  } satisfies Audit);
}

/** Somebody is to look at once. Only for decisions that load the audits. */
export function askAudit(sheet: TicketSheet, cause: AuditCause): void {
  const audit = newAudit(sheet, cause, sheet.now);
  if (!sheet.audits.some(({ id }) => id === audit.id)) sheet.audits.push(audit);
  sheet.openDesk('audit-due', '结案后差评经核实属实，请问效：问题是否已真正解决。', { data: { cause } });
}
