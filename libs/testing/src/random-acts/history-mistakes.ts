import { allows, opensAgain } from '../../../ticketing/src/domain/flow.js';
import { ticketFlow } from '../../../ticketing/src/domain/ticket.flow.js';
import type { Standing } from './world.js';

/** The history told from the beginning leads to where the ticket stands: every version once, no step that the flow does not have. */
export function historyMistakes({ ticket, history }: Standing): string[] {
  const mistakes: string[] = [];
  let state = ticketFlow.start;
  history.forEach(({ version, act, fromState, toState }, index) => {
    if (version !== index + 1) mistakes.push(`version ${version} of its history stands at ${index + 1}`);
    if (fromState !== state) mistakes.push(`${act} goes from ${fromState}, and it was ${state}`);
    const edge =
      fromState === toState || allows(ticketFlow, fromState, toState) || opensAgain(ticketFlow, fromState, toState);
    if (!edge) mistakes.push(`${act} goes from ${fromState} to ${toState}`);
    state = toState;
  });
  if (state !== ticket.state) mistakes.push(`its history ends as ${state}`);
  if (history.length !== ticket.revision) mistakes.push(`it is version ${ticket.revision} of ${history.length} steps`);
  const rounds = 1 + history.filter(({ act }) => act === 'redo-opened').length;
  if (ticket.round !== rounds) mistakes.push(`it is in round ${ticket.round}, and ${rounds} began`);
  // A merged one shows how its main ticket is getting on.
  const { reportsAs, final } = ticketFlow.states[ticket.state];
  if (ticket.state !== 'merged' && ticket.status !== reportsAs) mistakes.push(`it reports ${ticket.status}`);
  if ((ticket.closedAt !== null) !== (final === true)) mistakes.push(`it ended at ${ticket.closedAt?.toISOString()}`);
  return mistakes;
}
