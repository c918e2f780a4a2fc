import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { AUDIT_FINDINGS, type Audit, type AuditFinding } from '../../persistence/audit.entity.js';
import { openRound } from '../open-round.js';
import { newAudit } from '../plan-audit.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { ActInput, type Act, type Order } from './act.js';
import { namedAgency } from './named-agency.js';

export class AuditInput extends ActInput {
  @IsIn(Object.keys(AUDIT_FINDINGS)) finding: AuditFinding;
  /** recurred: code of the agency that shall redo it; without it, those that had done it. */
  @IsOptional() @IsString() @MaxLength(64) agency?: string;
}

/** 问效: looked, some time after 结案, whether it stayed solved. What has come back is opened again: nothing else opens a closed ticket. */
export const auditAct: Act<AuditInput> = {
  name: 'audit',
  label: '问效',
  summary: 'Say whether it stayed solved after closing; what has come back is opened again as a redo round',
  input: AuditInput,
  may: ({ ticket }) => ticket.state === 'closed',
  apply: audit,
};

function audit(sheet: TicketSheet, { actor, reason, finding, agency }: Order<AuditInput>): void {
  const { ticket, now } = sheet;
  const agencies = agency === undefined ? {} : { agencies: [namedAgency(sheet, agency, '$.agency')] };
  const open = sheet.audits.filter((row) => row.finding === null && row.round === ticket.round);
  const looked = open.length > 0 ? open : [lookedByHand(sheet)];
  for (const row of looked) Object.assign(row, { finding, reason, actor, foundAt: now });
  sheet.settleDesk(sheet.openDeskItems('audit-due'), actor, AUDIT_FINDINGS[finding]);
  sheet.clocks.meet('audit');
  const data = { finding, round: ticket.round, causes: looked.map(({ cause }) => cause) };
  sheet.step({ act: 'audited', actor, to: ticket.state, reason, data });
  if (finding === 'recurred') openRound(sheet, { because: 'recurred', actor, reason, ...agencies });
}

/** Somebody looked who had not been asked to. Of several such looks at one closing the last stands; the history has all. */
function lookedByHand(sheet: TicketSheet): Audit {
  const fresh = newAudit(sheet, 'by-hand', sheet.now);
  const known = sheet.audits.find(({ id }) => id === fresh.id);
  if (!known) sheet.audits.push(fresh);
  return known ?? fresh;
}
