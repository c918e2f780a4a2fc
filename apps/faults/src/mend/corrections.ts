import { createHash } from 'node:crypto';
import { ticketIdOf } from '#libs/contracts';
import type { Logged } from '../evidence/evidence.js';
import { POISON_SOURCE } from '../poison/poison-kinds.js';

/** What one poisoned record should have been. */
export interface Mending {
  /** The event that it is about. */
  readonly eventId: string;
  readonly ticketId: string;
  /** What is to be handled in its place; undefined: as it came, once its ticket is there. */
  readonly correction?: { readonly type: string; readonly version: 1; readonly key: string; readonly body: string };
  /** The delivery that the correction asks for. */
  readonly deliveryId?: string;
}

const NAME = /poison-\d+-\d+$/;
const AT = '2026-11-25T00:00:00.000Z';
/** Nothing can be sent to it, so that a mended request disturbs nobody. */
const ONLY_HEARD = 'message-board';

/** How a poisoned record is mended: what should have stood there is a matter of its topic. */
export function mendingOf({ poison, type, id, key }: Logged): Mending {
  const name = (NAME.exec(key) ?? NAME.exec(id))?.[0] ?? key;
  const eventId = `WG-${name}`;
  const ticketId = ticketIdOf(POISON_SOURCE, 0, eventId);
  const about = { eventId, ticketId };
  if (poison === 'makes the handler throw') return about;
  const body = bodyOf(type, about);
  return {
    ...about,
    correction: { type, version: 1, key: ticketId, body: JSON.stringify(body) },
    ...(type === 'delivery-requested' ? { deliveryId: body['deliveryId'] as string } : {}),
  };
}

type Body = Record<string, unknown>;

function bodyOf(type: string, about: { eventId: string; ticketId: string }): Body {
  const { eventId, ticketId } = about;
  const hash = createHash('sha256').update(eventId).digest('hex');
  const event = { source: POISON_SOURCE, eventId, title: TITLE, description: TITLE, receivedAt: AT };
  switch (type) {
    case 'event-received':
      return { ...event, ticketId, epoch: 0, contentHash: hash, entrance: 'push' };
    case 'callback-received':
      return {
        callbackId: hash,
        platform: POISON_SOURCE,
        ticketId,
        entrance: 'push',
        sideEvent: 'NOTE',
        receivedAt: AT,
      };
    case 'delivery-requested':
      return {
        deliveryId: `${ticketId}.1.99`,
        platform: ONLY_HEARD,
        purpose: 'report',
        ticket: {
          ...event,
          ticketId,
          number: '371402-20261125-000000',
          version: 1,
          status: 'RECEIVED',
          grade: 'ordinary',
        },
        report: { status: 'RECEIVED', at: AT },
        requestedAt: AT,
      };
    default:
      return {
        deliveryId: `${ticketId}.1.98`,
        ticketId,
        platform: POISON_SOURCE,
        purpose: 'report',
        outcome: 'accepted',
        attempts: 1,
        settledAt: AT,
      };
  }
}

/** No item of the sample list is like it: the ticket goes to the desk and to nobody else. */
const TITLE = '记录损坏后补报';

/** The event of a mending in the words of the grid system. */
export function gridEventOf({ eventId }: Mending): object {
  return {
    reportNo: eventId,
    caseName: TITLE,
    caseDesc: TITLE,
    caseType: '其他',
    level: '3',
    happenTime: '2026-11-25 08:00:00',
    reportTime: '2026-11-25 08:00:00',
    townCode: '371402101',
    gridNo: '371402101001',
    address: '示例镇',
    x: 116.3,
    y: 37.4,
    reporterName: '网格员',
    reporterPhone: '13900000000',
  };
}
