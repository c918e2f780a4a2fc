import { callbackReceived } from './callback-received.js';
import { deliveryRequested } from './delivery-requested.js';
import { deliverySettled } from './delivery-settled.js';
import { eventReceived } from './event-received.js';
import { inboundQuarantined } from './inbound-quarantined.js';
import type { MessageType } from './message-type.js';
import { ticketChanged } from './ticket-changed.js';

/** Every message type there is; topics, AsyncAPI and the boot checks are made from this list. */
export const messageTypes: readonly MessageType[] = [
  eventReceived,
  callbackReceived,
  inboundQuarantined,
  deliveryRequested,
  deliverySettled,
  ticketChanged,
];
