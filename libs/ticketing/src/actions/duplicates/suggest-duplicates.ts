import type { Circumstances, Decision } from '#libs/bus';
import { loadStage, update, type Change, type LoadStage } from '#libs/store';
import type { Rulebook } from '../../domain/rulebook.js';
import { TicketTraits } from '../../persistence/ticket-traits.entity.js';
import { joinedDecisions } from '../joined-decisions.js';
import { ticketStages } from '../load-stages.js';
import { TicketSheet } from '../ticket-sheet.js';
import type { Candidate } from './duplicate-finder.js';

/** Tickets that were compared, each with what was found. */
export interface Comparison {
  readonly found: readonly { readonly ticketId: string; readonly candidates: readonly Candidate[] }[];
}

export const comparisonStages: readonly LoadStage<Comparison>[] = [
  loadStage(TicketTraits, 'id', ({ found }) => found.map(({ ticketId }) => ticketId)),
  ...ticketStages<Comparison>(({ found }) =>
    found.filter(({ candidates }) => candidates.length > 0).map(({ ticketId }) => ticketId),
  ),
];

/** Puts what may be the same before a person, once for each ticket; nothing is merged, and nothing of the ticket moves. */
export function suggestDuplicates({ found }: Comparison, { view, now }: Circumstances, rulebook: Rulebook): Decision {
  const decisions = found.flatMap(({ ticketId, candidates }): Decision[] => {
    const traits = view.get(TicketTraits, ticketId);
    // Another process was faster.
    if (!traits || traits.compareAt === null) return [];
    const compared: Change = update(TicketTraits, traits, { compareAt: null });
    const sheet = candidates.length === 0 ? undefined : TicketSheet.of(ticketId, view, rulebook, now);
    if (!sheet || sheet.ended || sheet.ticket.state === 'merged') return [{ changes: [compared] }];
    sheet.add(compared);
    const data = { candidates };
    sheet.step({ act: 'duplicate-suggested', actor: 'system', to: sheet.ticket.state, data });
    sheet.openDesk('duplicate', noteOf(candidates), { data });
    return [sheet.decision()];
  });
  return joinedDecisions(decisions);
}

const BY: Record<Candidate['by'], string> = { coordinates: '坐标', address: '地址', grid: '网格' };

function noteOf(candidates: readonly Candidate[]): string {
  const lines = candidates.map(({ number, by, metres, minutes }) => {
    const distance = metres === undefined ? '' : `，相距${metres}米`;
    return `${number}（同一事项，${BY[by]}相同${distance}，相隔${duration(minutes)}）`;
  });
  return `可能与以下工单为同一事项，请核对后合并，或说明理由不予合并：${lines.join('；')}。`;
}

function duration(minutes: number): string {
  return minutes < 120 ? `${minutes}分钟` : `${Math.round(minutes / 60)}小时`;
}
