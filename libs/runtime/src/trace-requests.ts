import type { FastifyInstance, FastifyReply } from 'fastify';
import { isTicketId } from '#libs/contracts';
import { continueTrace, inTrace } from './trace.js';

/** Carries the trace id back to whoever asked, so that a person can quote it. */
export const TRACE_ID_HEADER = 'x-trace-id';

/** Every request is a piece of work of its caller's trace (`traceparent`), or of a new one. To be called before other hooks are added. */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const { ticket } = request.params as { ticket?: string };
    const trace = continueTrace(
      typeof traceparent === 'string' ? traceparent : undefined,
      ticket !== undefined && isTicketId(ticket) ? { ticketId: ticket } : {},
    );
    void reply.header(TRACE_ID_HEADER, trace.traceId);
    inTrace(trace, done);
  });
}

/** The trace id that the answer carries. */
export function traceIdOf(reply: FastifyReply): string | undefined {
  const id = reply.getHeader(TRACE_ID_HEADER);
  return typeof id === 'string' ? id : undefined;
}
