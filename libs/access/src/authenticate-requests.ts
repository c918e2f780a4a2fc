import type { INestApplicationContext } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from './authenticator.js';

/** Has every request of the application authenticated. Call it after the application is made and before it listens. */
export function authenticateRequests(fastify: FastifyInstance, app: INestApplicationContext): void {
  app.get(Authenticator).install(fastify);
}
