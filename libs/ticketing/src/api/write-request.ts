import { createHash } from 'node:crypto';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#libs/runtime';
import type { OnceKey } from '../actions/act-once.js';
import { actorOf, rolesOf } from './actor-of.js';

/** Who writes, on what they looked at, and how the request is known again. */
export interface WriteRequest {
  /** Account. */
  readonly actor: string;
  /** Codes of its roles. */
  readonly roles: readonly string[];
  /** `If-Match`: the versions that will do; absent: any. */
  readonly versions?: readonly number[];
  /** `Idempotency-Key`; absent: each request acts. */
  readonly once?: OnceKey;
}

const KEY = /^[\x21-\x7e]{1,128}$/;
/** Up to ten strong tags. A weak one never matches an If-Match (RFC 9110, 13.1.1): better said than answered with 412 for ever. */
const TAGS = /^"[1-9]\d{0,8}"(\s*,\s*"[1-9]\d{0,8}"){0,9}$/;

/**
 * The two headers of every write, as a parameter of a controller's method. Throws `request-invalid` for what they cannot be and
 * `forbidden` for a platform.
 */
export const Writes = createParamDecorator((_: unknown, context: ExecutionContext): WriteRequest => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (!request.principal) throw new Error('This route has no @Allow: nobody was authenticated for it.');
  const actor = actorOf(request.principal);
  const versions = readVersions(request.headers['if-match']);
  const key = readKey(request.headers['idempotency-key']);
  return {
    actor,
    roles: rolesOf(request.principal),
    ...(versions && { versions }),
    ...(key !== undefined && { once: { id: hash(actor, key), requestHash: hashOf(request) } }),
  };
});

/** The header in the document of the interface. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description:
    '1 to 128 visible ASCII characters, new for each act. The same request again within 24 hours gets the first answer, and nothing is done twice; another one is refused: 422 `idempotency-key-reused`.',
};

/** Says in the document that the route takes the two headers. */
export const TakesWriteHeaders = () =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'ETag of what was looked at, `"7"`; changed by now: 412 `version-stale`, with what was done since.',
    }),
    ApiHeader(IDEMPOTENCY_KEY),
  );

function readVersions(header: string | undefined): readonly number[] | undefined {
  if (header === undefined || header === '*') return undefined;
  if (!TAGS.test(header))
    throw new Problem('request-invalid', 'If-Match takes the ETag of what you looked at as it came, e.g. "7"; or *.');
  return header.split(',').map((tag) => Number(tag.trim().slice(1, -1)));
}

function readKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !KEY.test(header))
    throw new Problem('request-invalid', 'Idempotency-Key takes 1 to 128 visible ASCII characters, once.');
  return header;
}

function hashOf({ method, url, headers, body }: FastifyRequest): string {
  return hash(method, url, headers['if-match'] ?? '', Buffer.isBuffer(body) ? body.toString('base64') : '');
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
