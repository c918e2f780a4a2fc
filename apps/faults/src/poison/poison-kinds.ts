import { ticketIdOf } from '#libs/contracts';

/** A record that no handler can do anything with, or not yet. */
export interface Poison {
  readonly kind: string;
  /** Message type whose topic it is put into. */
  readonly type: string;
  readonly key: string;
  /** Undefined: no envelope at all. */
  readonly envelope?: { readonly id: string; readonly type: string; readonly version: number };
  /** Undefined: no value. */
  readonly body?: Buffer;
}

type Maker = (id: string, eventId: string) => Omit<Poison, 'kind'>;

/** The source of events that only poison speaks of. */
export const POISON_SOURCE = 'grid';

const plain = (type: string, body: string | undefined, version = 1): Maker => {
  return (id) => ({
    type,
    key: id,
    envelope: { id, type, version },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
};

/** By kind. All of them can befall a log that others may write to; none needs a back door. */
export const POISON_KINDS: Readonly<Record<string, Maker>> = {
  'not JSON': plain('event-received', '{"ticketId": "cut off in the mi'),
  'breaks the rules': plain('delivery-requested', '{"deliveryId": 7}'),
  'from the future': plain('callback-received', '{}', 99),
  'of another type': (id) => ({ ...plain('surprise', '{}')(id, ''), type: 'callback-received' }),
  'not UTF-8': (id) => ({
    ...plain('event-received', '')(id, ''),
    body: Buffer.from('{"title":"占道"}').subarray(0, -4),
  }),
  'no value': plain('delivery-settled', undefined),
  'no envelope': (id) => ({ type: 'delivery-requested', key: id, body: Buffer.from('{}') }),
  'makes the handler throw': (id, eventId) => {
    const ticketId = ticketIdOf(POISON_SOURCE, 0, eventId);
    const settled = {
      deliveryId: `${ticketId}.1.1`,
      ticketId,
      platform: POISON_SOURCE,
      purpose: 'report',
      outcome: 'accepted',
      attempts: 1,
      settledAt: '2026-11-25T00:00:00.000Z',
    };
    // Under a key of its own: the event that mends it must not wait behind it.
    return plain('delivery-settled', JSON.stringify(settled))(id, eventId);
  },
};
