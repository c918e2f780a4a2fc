import type { Evidence } from '../evidence/evidence.js';
import { found, grouped, type Finding } from './finding.js';

/** States of a delivery that has not come to an end. */
const OPEN = new Set(['waiting', 'started', 'unknown']);

/** What a platform saw is what ticketing asked for, took effect there once, in order; what we believe accepted is there. */
export function checkDeliveries({ books, log, deliveries, mended }: Evidence): Finding[] {
  const requests = log.filter(({ type, poison }) => type === 'delivery-requested' && poison === undefined);
  const asked = new Set([...requests.map(({ deliveryId }) => deliveryId), ...(mended?.deliveries ?? [])]);
  const kept = new Set(deliveries.map(({ id }) => id));
  const seen = new Set(books.receipts.map(({ key }) => key));
  const effects = grouped(
    books.receipts.filter(({ effect }) => effect),
    ({ key }) => key,
  );
  return [
    ...found(
      'invented',
      [...seen].filter((key) => !asked.has(key)).map((key) => `delivery ${key}: seen by a platform, never asked for`),
    ),
    ...found(
      'invented',
      [...kept].filter((id) => !asked.has(id)).map((id) => `delivery ${id}: kept, never asked for`),
    ),
    ...found(
      'lost',
      [...asked].filter((id) => !kept.has(id as string)).map((id) => `delivery ${id}: asked for, not kept`),
    ),
    ...found(
      'lost',
      deliveries
        .filter(({ id, state }) => state === 'accepted' && !effects.has(id))
        .map(({ id, platform }) => `delivery ${id}: settled as accepted, but ${platform} never did it`),
    ),
    ...found(
      'lost',
      deliveries
        .filter(({ id, state }) => (state === 'refused' || state === 'undeliverable') && effects.has(id))
        .map(({ id, platform, state }) => `delivery ${id}: settled as ${state}, but ${platform} did it`),
    ),
    ...found('doubled', books.doubled()),
    ...[...effects].flatMap(([key, { length }]) =>
      found('doubled', length > 1 ? [`delivery ${key}: ${length} effects`] : []),
    ),
    ...found('outOfOrder', books.outOfOrder()),
  ];
}

/** Open deliveries: those that wait for their time, behind a platform that failed, and those that should be done by now. */
export function openDeliveries({ deliveries }: Evidence, now: Date): { late: string[]; waiting: number } {
  const open = deliveries.filter(({ state }) => OPEN.has(state));
  const strands = grouped(open, ({ platform, id }) => `${platform} ${id.split('.')[0]}`);
  const late = [...strands.values()].filter((strand) => !strand.some(({ dueAt }) => dueAt && dueAt > now)).flat();
  return {
    late: late.map(({ id, platform, state }) => `delivery ${id} to ${platform}: still ${state}`),
    waiting: open.length - late.length,
  };
}
