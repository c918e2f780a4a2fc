import type { FastifyRequest } from 'fastify';
import type { Principal, Signed } from '#libs/access';
import type { Platform } from '#libs/platforms';
import { Problem } from '#libs/runtime';
import type { Arrival } from '../actions/arrival.js';

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The arrival of what a platform pushes. */
export function arrivalOf(
  request: FastifyRequest,
  { settings }: Platform,
  signed: Signed | undefined,
  receivedAt: Date,
): Arrival {
  const { code, epoch } = settings;
  return {
    platform: code,
    epoch: epoch ?? 0,
    entrance: 'push',
    receivedAt,
    ...(signed ? { nonce: { platform: code, nonce: signed.nonce, bodyHash: signed.bodyHash } } : {}),
    ...traceOf(request),
  };
}

/** The caller's W3C trace context, when it sent a well-formed one. */
export function traceOf(request: FastifyRequest): { traceparent?: string } {
  const { traceparent } = request.headers;
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? { traceparent } : {};
}

/** The platform that asks; AccessGuard has let nobody else through, which this makes sure of. */
export function platformOf(principal: Principal): string {
  if (principal.kind !== 'platform') throw new Problem('forbidden', 'This is for platforms, not for people.');
  return principal.platform;
}
