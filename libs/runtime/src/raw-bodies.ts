import type { FastifyInstance } from 'fastify';

/** Bytes of one request at most, 16 MiB (a batch); a route may set less. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Every body arrives as its bytes, whatever its content type: a signature covers bytes, quarantine keeps bytes, and
 * decoding is done once, strictly, by `readText` and `readJson`.
 */
export function keepRawBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // A pattern: what it has found for a content type Fastify remembers, while '*' is looked for at every request.
  fastify.addContentTypeParser(/^/, { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  );
}
