import type { FastifyInstance } from 'fastify';

/** How often the server looks for requests that take too long. */
export const LOOK_MILLISECONDS = 1_000;

/**
 * A client whose request is not here whole in time is answered 408 and let go, and so is a connection on which nothing is said:
 * each holds memory and a descriptor that others need.
 */
export function letSlowClientsGo({ server }: FastifyInstance, seconds: number): void {
  const milliseconds = seconds * 1000;
  server.headersTimeout = milliseconds;
  server.requestTimeout = milliseconds;
  // Later than the look that would answer 408, so that this one only ends what no look sees.
  server.setTimeout(milliseconds + 2 * LOOK_MILLISECONDS);
}
