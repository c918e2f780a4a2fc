import type { FastifyInstance } from 'fastify';
import { bodyOf } from './platforms/platform.js';
import type { FaultSettings } from './faults.js';
import type { Street } from './street.js';
import type { World } from './world.js';

const MOST_EVENTS = 100_000;
const FASTEST = 1_000;

/** The simulator's own addresses: books, faults, and letting events happen. They belong to no platform and need no proof. */
export function serveControl(routes: FastifyInstance, world: World, street: Street): void {
  routes.get('/_books', async () => world.books);
  routes.get('/_faults', async () => world.faults);
  routes.post('/_faults', async (request, reply) => {
    try {
      world.faults.set(bodyOf<FaultSettings>(request));
      return world.faults;
    } catch (error) {
      return reply.code(422).send({ message: (error as Error).message });
    }
  });
  routes.post('/_events', async (request, reply) => {
    const { count = 1, perSecond = 10 } = bodyOf<{ count?: number; perSecond?: number }>(request);
    if (!within(count, 1, MOST_EVENTS) || !Number.isInteger(count) || !within(perSecond, 0.1, FASTEST))
      return reply.code(422).send({ message: `count: 1 to ${MOST_EVENTS}; perSecond: 0.1 to ${FASTEST}` });
    world.time.run(
      () => street.happen(count, perSecond),
      (error) => world.books.failures.push(`events: ${error.message}`),
    );
    return reply.code(202).send({ count, perSecond });
  });
}

function within(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
