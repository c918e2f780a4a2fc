import type { FastifyInstance } from 'fastify';
import type { Credentials } from '../huying.js';
import type { OutsideEvent } from '../outside-event.js';

/** One simulated outside system. */
export interface Platform {
  readonly code: string;
  /** How Huying proves itself to it. */
  readonly auth: Credentials['auth'];
  /** Its addresses, below its prefix. */
  serve(routes: FastifyInstance): void;
}

/** A platform on which events are reported. */
export interface SourcePlatform extends Platform {
  /** Reports the event to Huying in its own words; resolves when it is answered for good. */
  report(event: OutsideEvent): Promise<void>;
}

/** The JSON of a request: bodies arrive as bytes because a signature covers bytes. */
export function bodyOf<T>(request: { body: unknown }): T {
  return JSON.parse((request.body as Buffer).toString('utf8')) as T;
}
