import { ticketIdOf, type DeliveryRequested, type EventReceived } from '#libs/contracts';

export const SOURCE = 'bench';
export const EVENT_TOPIC = 'huying.event-received';
export const PARTITIONS = 6;
/** Partitions that ours and the one by hand work on at a time. */
export const CONCURRENTLY = 3;

/** About 600 bytes as JSON. */
export function lineEvent(index: number): EventReceived {
  const eventId = `E-${String(index).padStart(9, '0')}`;
  return {
    ticketId: ticketIdOf(SOURCE, 1, eventId),
    source: SOURCE,
    epoch: 1,
    eventId,
    contentHash: index.toString(16).padStart(64, '0'),
    entrance: 'push',
    reportedAt: '2026-11-25T08:00:00.000Z',
    receivedAt: '2026-11-25T08:00:01.000Z',
    title: '流动摊贩占道经营影响通行',
    description: '巡查时发现主干道路口有多处流动摊贩占用人行道,早晚高峰时段通行困难,请到场核实处置并反馈结果。',
    category: '市容环境',
    place: { grid: `3714021010${String(index % 100).padStart(2, '0')}` },
  };
}

/** What is said about the new ticket: the same from all. */
export function outgoing(event: EventReceived, ticketId: string): DeliveryRequested {
  return {
    deliveryId: `${ticketId}-1-1`,
    platform: SOURCE,
    purpose: 'dispatch',
    ticket: {
      ticketId,
      number: event.eventId,
      version: 1,
      source: event.source,
      eventId: event.eventId,
      status: 'RECEIVED',
      title: event.title,
      description: event.description,
      ...(event.category ? { category: event.category } : {}),
      grade: 'ordinary',
      receivedAt: event.receivedAt,
    },
    requestedAt: event.receivedAt,
  };
}
