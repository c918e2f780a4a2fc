import type { FastifyReply, FastifyRequest } from 'fastify';
import { verifyStrict } from '#libs/platforms';
import type { Credentials } from './huying.js';

/**
 * Lets only Huying through, as a real platform does: by the strict signature with a nonce that was never used before, or by
 * the key.
 */
export function proofOfHuying({ auth, clientId, secret }: Credentials) {
  const nonces = new Set<string>();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const mistake = auth === 'key' ? keyMistake(request) : signatureMistake(request);
    if (mistake) await reply.code(401).send({ message: mistake });
  };

  function keyMistake(request: FastifyRequest): string | undefined {
    return request.headers['x-api-key'] === secret ? undefined : 'the key is missing or wrong';
  }

  function signatureMistake(request: FastifyRequest): string | undefined {
    const result = verifyStrict({
      method: request.method,
      path: request.raw.url ?? '',
      headers: request.headers,
      body: (request.body as Buffer | undefined) ?? Buffer.alloc(0),
      secret,
      now: Date.now(),
    });
    if (!result.ok) return result.detail;
    if (result.headers.clientId !== clientId) return 'nobody of that client id is known here';
    if (nonces.has(result.headers.nonce)) return 'the nonce was used before';
    nonces.add(result.headers.nonce);
    return undefined;
  }
}
