import { timingSafeEqual } from 'node:crypto';
import { contentHash } from './content-hash.js';
import { strictSignature } from './sign-strict.js';
import { readStrictHeaders, type Refusal, type StrictHeaders, type StrictHeadersResult } from './strict-headers.js';

/** Whether the signature is that of the secret. It covers the content hash, so it can be checked before the body is read. */
export function strictSignatureMatches(
  headers: StrictHeaders,
  request: { method: string; path: string; secret: string },
): boolean {
  return sameText(strictSignature({ ...headers, ...request }, request.secret), headers.signature);
}

/** Whether the body is the one that was signed. */
export function strictBodyMatches(headers: StrictHeaders, body: Uint8Array): boolean {
  return sameText(contentHash(body, headers.hash), headers.contentHash);
}

/** All three steps at once: headers, signature, body. The nonce is the caller's to remember. */
export function verifyStrict(request: {
  method: string;
  /** With the query string, as on the wire. */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
  secret: string;
  /** Wall-clock milliseconds. */
  now: number;
}): StrictHeadersResult {
  const read = readStrictHeaders(request.headers, request.now);
  if (!read.ok) return read;
  if (!strictSignatureMatches(read.headers, request)) return refused('The signature does not match.');
  if (!strictBodyMatches(read.headers, request.body)) return refused('The content hash is not that of the body.');
  return read;
}

function refused(detail: string): Refusal {
  return { ok: false, code: 'unauthenticated', detail };
}

/** In a time that does not depend on where the texts differ. */
function sameText(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)];
  return a.length === b.length && timingSafeEqual(a, b);
}
