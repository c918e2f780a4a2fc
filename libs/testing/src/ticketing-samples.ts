import { createHash, randomUUID } from 'node:crypto';
import { ticketIdOf, type CallbackReceived, type EventReceived } from '#libs/contracts';

/** An event as intake says it: of the grid, for a station of 示例镇, unless `more` says otherwise. */
export function sampleEvent(eventId: string, now: Date, more: Partial<EventReceived>): EventReceived {
  const source = more.source ?? 'grid';
  const body = {
    ticketId: ticketIdOf(source, 0, eventId),
    source,
    epoch: 0,
    eventId,
    entrance: 'push' as const,
    receivedAt: now.toISOString(),
    title: '路口占道经营',
    description: '示例路口有流动摊贩。',
    item: 'SX-0101',
    place: { township: '371402101' },
    ...more,
  };
  return { contentHash: hash(body.title, body.description), ...body };
}

/** A callback as intake says it: of the stations, and 办结 with a result. */
export function sampleCallback(now: Date, body: Partial<CallbackReceived>): CallbackReceived {
  const receivedAt = now.toISOString();
  const result = body.status === 'RESOLVED' && { opinion: '已处置。' };
  return { callbackId: hash(randomUUID()), platform: 'stations', entrance: 'push', receivedAt, ...result, ...body };
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
