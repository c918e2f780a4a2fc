import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isTicketId } from '#libs/contracts';
import { continueTrace, inTrace, type Trace } from './trace.js';

/** Carries the trace id back to whoever asked, so that a person can quote it. */
export const TRACE_ID_HEADER = 'x-trace-id';

const traces = new WeakMap<FastifyRequest, Trace>();

/** Every request is a piece of work of its caller's trace (`traceparent`), or of a new one. To be called before other hooks are added. */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const { ticket } = request.params as { ticket?: string };
    const trace = continueTrace(
      typeof traceparent === 'string' ? traceparent : undefined,
      ticket !== undefined && isTicketId(ticket) ? { ticketId: ticket } : {},
    );
    traces.set(request, trace);
    void reply.header(TRACE_ID_HEADER, trace.traceId);
    inTrace(trace, done);
  });
  // Reading the body goes by the socket's events, which know nothing of the request: we take up the thread again.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const trace = traces.get(request);
    if (trace) inTrace(trace, done);
    else done();
  });
}

/** The trace id that the answer carries. */
export function traceIdOf(reply: FastifyReply): string | undefined {
  const id = reply.getHeader(TRACE_ID_HEADER);
  return typeof id === 'string' ? id : undefined;
}
