import { createHash } from 'node:crypto';

/** Algorithms of the content hash; the signature itself is always HMAC-SHA256. */
export type ContentHash = 'sha256' | 'sm3';

/** Lower hex of the body's bytes. */
export function contentHash(body: Uint8Array | string, hash: ContentHash): string {
  return createHash(hash).update(body).digest('hex');
}
