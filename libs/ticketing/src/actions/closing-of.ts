import type { Closing } from '../domain/joint-enforcement.js';
import type { Ticket } from '../persistence/ticket.entity.js';

/** What the gates of this round came to. */
export function closingOf(ticket: Readonly<Ticket>, how: Closing['how'], by: string): Closing {
  const { round, revisitOutcome, satisfaction } = ticket;
  return {
    round,
    by,
    how,
    ...(revisitOutcome === null ? {} : { revisit: revisitOutcome }),
    ...(satisfaction === null ? {} : { satisfaction }),
  };
}
