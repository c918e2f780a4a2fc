import type { View } from '#libs/store';
import { Ticket } from '../../persistence/ticket.entity.js';

/**
 * The tickets that are merged into that one, be they closed with it: they go wherever it goes. Only a ticket into which some
 * ever were is looked up.
 */
export function ticketsMergedInto(main: Readonly<Ticket> | undefined, view: View): readonly Readonly<Ticket>[] {
  if (!main || main.mergedHere === 0) return [];
  return view
    .where(Ticket, 'mergedInto', main.id)
    .filter(({ state, closing }) => state === 'merged' || (state === 'closed' && closing?.how === 'main'));
}
