import { IsIn } from 'class-validator';
import { endTicket } from '../end-ticket.js';
import { askAudit } from '../plan-audit.js';
import { isRatingOpen } from '../rating-loop.js';
import { isRedoUnderWay, withdrawRedo } from '../withdraw-redo.js';
import { ActInput, type Act } from './act.js';

/** What looking into a bad level comes to: put right; explained, since no rule gives what was asked for; a slip or ill will. */
const RATING_FINDINGS = {
  upheld: '属实，已整改',
  explained: '缺乏依据，已解释说明',
  unfounded: '误评，不予采纳',
} as const;
type RatingFinding = keyof typeof RATING_FINDINGS;

export class RectifyInput extends ActInput {
  @IsIn(Object.keys(RATING_FINDINGS)) finding: RatingFinding;
}

/** 差评整改: verified and put right; what was done is the reason. After it the resident is asked again, and then 结案; a round that it began needlessly is withdrawn. */
export const rectifyAct: Act<RectifyInput> = {
  name: 'rectify',
  label: '差评整改',
  summary: 'Say what looking into a bad level came to, and what was put right',
  input: RectifyInput,
  may: isRatingOpen,
  apply: (sheet, { actor, reason, finding }) => {
    const { ticket } = sheet;
    const items = sheet.openDeskItems('bad-rating');
    const needless = finding === 'unfounded' && items.some(({ data }) => data?.redo === ticket.round);
    sheet.settleDesk(items, actor, RATING_FINDINGS[finding]);
    sheet.clocks.meet('rectify');
    const data = { finding, satisfaction: ticket.satisfaction, round: ticket.round };
    sheet.step({ act: 'rectified', actor, to: ticket.state, reason, data });
    if (needless && isRedoUnderWay(sheet)) withdrawRedo(sheet, { actor, reason });
    else if (ticket.state === 'verified')
      endTicket(sheet, { act: 'closed', how: ticket.revisitOutcome === null ? 'source' : 'revisit', actor });
    else if (ticket.state === 'closed' && finding === 'upheld') askAudit(sheet, 'bad-rating');
  },
};
