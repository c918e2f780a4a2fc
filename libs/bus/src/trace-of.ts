import { isTicketId } from '#libs/contracts';
import { continueTrace, type Trace } from '#libs/runtime';
import type { LogRecord } from './envelope.js';

/** The handling of a message as a piece of work: of the trace that the message carries, about what it is about. */
export function traceOf({ envelope: { id, key, traceparent } }: LogRecord): Trace {
  return continueTrace(traceparent, { messageId: id, ...(isTicketId(key) ? { ticketId: key } : {}) });
}
