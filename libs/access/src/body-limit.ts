import { RouteConfig } from '@nestjs/platform-fastify';

/** Bytes of a body where the route says nothing: 1 MiB. */
export const DEFAULT_BODY_BYTES = 1024 * 1024;

/** The most bytes that a route's body may have. Checked from Content-Length before anything is read, and again after. */
export const BodyLimit = (bytes: number): MethodDecorator => RouteConfig({ bodyBytes: bytes });

/** The limit of a matched route, from its Fastify configuration. */
export function bodyLimitOf(config: unknown): number {
  const bytes = (config as { bodyBytes?: unknown } | undefined)?.bodyBytes;
  return typeof bytes === 'number' ? bytes : DEFAULT_BODY_BYTES;
}
