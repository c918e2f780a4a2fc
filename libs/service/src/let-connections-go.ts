import type { FastifyInstance } from 'fastify';

/** For what is still being answered when the process is asked to stop; supervisors wait 10 s before they kill. */
const PATIENCE_MILLISECONDS = 5_000;

/**
 * Lets the server close soon. Fastify lets go the connections that are idle when the closing begins; one that falls idle later,
 * because its request was in hand, would hold the process for as long as the client keeps it, and a request that never
 * arrives whole for as long as its time limit.
 */
export function letConnectionsGo(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    setTimeout(() => fastify.server.closeAllConnections(), PATIENCE_MILLISECONDS).unref();
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  // An answer that was on its way when the closing began says nothing to the client, so we hang up.
  fastify.addHook('onResponse', (_request, _reply, done) => {
    if (closing) setImmediate(() => fastify.server.closeIdleConnections());
    done();
  });
}
