import type { Logged } from './evidence.js';

/** The topics of ours are this and the message type. */
export const TOPIC_PREFIX = 'huying.';
/** The header, or in the embedded log the beginning of the id, by which we know our own poison again. */
export const POISON_MARK = 'faults-poison';

/** What the checker needs of a record; a body that cannot be read names nothing. */
export function logged(
  place: Pick<Logged, 'type' | 'partition' | 'offset'>,
  envelope: Pick<Logged, 'id' | 'key' | 'sequence'>,
  body: string,
  poison?: string,
): Logged {
  return { ...place, ...envelope, ...namesIn(body), ...(poison === undefined ? {} : { poison }) };
}

function namesIn(body: string): Partial<Logged> {
  try {
    const { ticketId, ticket, platform, deliveryId, callbackId } = JSON.parse(body) as Record<string, never>;
    const names = {
      ticketId: ticketId ?? (ticket as { ticketId?: string } | undefined)?.ticketId,
      platform,
      deliveryId,
    };
    return Object.fromEntries(
      Object.entries({ ...names, callbackId }).filter(([, value]) => typeof value === 'string'),
    ) as Partial<Logged>;
  } catch {
    return {};
  }
}
