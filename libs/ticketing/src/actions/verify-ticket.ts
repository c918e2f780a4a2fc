import type { RevisitOutcome } from '../domain/gate-rules.js';
import { endTicket } from './end-ticket.js';
import { openRound, type RedoCause } from './open-round.js';
import { isRatingOpen, noteRedo, startRatingLoop } from './rating-loop.js';
import type { TicketSheet } from './ticket-sheet.js';

/** What came of asking the resident (回访). */
export interface Verification {
  readonly actor: string;
  readonly outcome: Pick<RevisitOutcome, 'code' | 'name' | 'means'>;
  /** 好差评, 5 = very satisfied … 1 = very dissatisfied. */
  readonly satisfaction?: number | undefined;
  readonly reason?: string | undefined;
  readonly data?: Record<string, unknown> | undefined;
}

/**
 * 回访 of a resolved ticket. Solved closes it; unsolved or a bad level (差评) begins a redo round, or puts it before the office
 * when enough rounds have begun by themselves; nobody reached is asked again, so many times.
 */
export function verifyTicket(sheet: TicketSheet, verification: Verification): void {
  const { actor, outcome, satisfaction, reason } = verification;
  const { ticket, rulebook } = sheet;
  const judgement = rulebook.gates.judge(outcome, satisfaction, ticket.revisitTries);
  const said = satisfaction === undefined ? {} : { satisfaction };
  const data = { ...verification.data, ...said, outcome: outcome.code, round: ticket.round };
  if (judgement.kind === 'again') {
    ticket.revisitTries = judgement.tries;
    const tried = { ...data, try: judgement.tries, of: rulebook.gates.rules.revisit.tries };
    sheet.step({ act: 'revisit-in-vain', actor, to: ticket.state, reason, data: tried });
    return;
  }
  ticket.revisitOutcome = outcome.code;
  if (satisfaction !== undefined) ticket.satisfaction = satisfaction;
  sheet.settleDesk(sheet.openDeskItems('revisit-due'), actor, `已回访：${outcome.name}。`);
  sheet.clocks.meet('revisit');
  if (judgement.kind === 'redo') {
    const { because } = judgement;
    ticket.solved = outcome.means === 'solved' ? true : outcome.means === 'unsolved' ? false : null;
    sheet.step({ act: because === 'unsolved' ? 'not-solved' : 'dissatisfied', actor, reason, data });
    if (rulebook.gates.isBad(satisfaction)) startRatingLoop(sheet, satisfaction!, reason);
    redo(sheet, because, actor, reason);
    return;
  }
  ticket.solved = judgement.solved;
  // What the office was asked to decide about, the resident has decided.
  sheet.settleDesk(sheet.openDeskItems('redo'), actor, `已回访：${outcome.name}。`);
  const report = reason === undefined ? {} : { opinion: reason };
  sheet.step({ act: 'verified', actor, to: 'verified', reason, data, report });
  if (!isRatingOpen(sheet)) endTicket(sheet, { act: 'closed', how: 'revisit', actor });
}

/** Dissatisfied again and again ends with the office, not in a loop. */
function redo(sheet: TicketSheet, because: RedoCause, actor: string, reason: string | undefined): void {
  const { round } = sheet.ticket;
  if (sheet.rulebook.gates.redoesByItself(round) && openRound(sheet, { because, actor, reason })) {
    if (because === 'bad-rating') noteRedo(sheet);
    return;
  }
  const cause = because === 'unsolved' ? '回访反映未解决' : '群众评价不满意';
  sheet.openDesk('redo', `第${round}轮办结后${cause}，请重新派发、召集联合执法，或说明理由结案。`, {
    data: { round, because },
  });
}
