const PER_VERSION = 1_000;

/**
 * Where a delivery stands among those of its ticket: by the ticket's version, then by the number that ends its id
 * (`<ticket>.<version>.<number>`). Ids of another form stand first in their version.
 */
export function placeInStrand(deliveryId: string, ticketVersion: number): number {
  const number = Number(/\.(\d{1,9})$/.exec(deliveryId)?.[1] ?? 0);
  return ticketVersion * PER_VERSION + Math.min(number, PER_VERSION - 1);
}
