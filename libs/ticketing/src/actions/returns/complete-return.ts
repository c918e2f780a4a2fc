import { Problem } from '#libs/runtime';
import { missingOf } from '../../domain/judge-return.js';
import type { OpenRequest } from '../requests/request-answered.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { requestReturn } from './request-return.js';

/** What was missing is there: the return is followed, from the moment at which it was made. Throws `invalid-fields`. */
export function completeReturn(
  sheet: TicketSheet,
  { item, task }: OpenRequest,
  given: { actor: string; reason: string; reasonCode: string; legalBasis?: string | undefined },
): void {
  const { actor, reason, reasonCode, legalBasis } = given;
  const missing = missingOf({ reasonCode, legalBasis }, sheet.rulebook.returns);
  if (missing.length > 0) {
    const codes = sheet.rulebook.returns.reasons.map(({ code, name }) => `${code} ${name}`).join('、');
    const message = `缺${missing.join('、')}；退单理由：${codes}`;
    throw new Problem('invalid-fields', `$.reasonCode: ${message}`, { errors: [{ path: '$.reasonCode', message }] });
  }
  const { madeAt, opinion } = item.data as { madeAt: string; opinion?: string };
  sheet.settleDesk([item], actor, reason);
  const data = { completedBy: actor, reasonCode, legalBasis, madeAt };
  requestReturn(sheet, task, {
    actor,
    madeAt: new Date(madeAt),
    reasonCode,
    legalBasis,
    opinion: opinion ?? reason,
    data,
  });
}
