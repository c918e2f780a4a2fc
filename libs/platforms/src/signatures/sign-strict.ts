import { createHmac } from 'node:crypto';
import { contentHash, type ContentHash } from './content-hash.js';

/** What the strict signature covers. */
export interface StrictParts {
  method: string;
  /** As on the wire: percent-encoded, with the query string. */
  path: string;
  clientId: string;
  /** Milliseconds since 1970, as text. */
  timestamp: string;
  nonce: string;
  /** Lower hex. */
  contentHash: string;
}

/** base64(HMAC-SHA256) over METHOD, path, client id, timestamp, nonce and content hash, one to a line. */
export function strictSignature(parts: StrictParts, secret: string): string {
  const text = [
    parts.method.toUpperCase(),
    parts.path,
    parts.clientId,
    parts.timestamp,
    parts.nonce,
    parts.contentHash,
  ].join('\n');
  return createHmac('sha256', secret).update(text).digest('base64');
}

/** The headers of one signed request. */
export function signStrict(request: {
  method: string;
  path: string;
  clientId: string;
  timestamp: number;
  nonce: string;
  body: Uint8Array | string;
  secret: string;
  hash?: ContentHash;
}): Record<string, string> {
  const hash = request.hash ?? 'sha256';
  const parts: StrictParts = {
    ...request,
    timestamp: String(request.timestamp),
    contentHash: contentHash(request.body, hash),
  };
  return {
    'x-client-id': parts.clientId,
    'x-timestamp': parts.timestamp,
    'x-nonce': parts.nonce,
    [`x-content-${hash}`]: parts.contentHash,
    'x-signature': strictSignature(parts, request.secret),
  };
}
