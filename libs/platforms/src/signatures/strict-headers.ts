import type { ProblemCode } from '#libs/runtime';
import type { ContentHash } from './content-hash.js';

/** The five headers of a strict signature, in their right shape and inside the window; nothing is verified yet. */
export interface StrictHeaders {
  clientId: string;
  timestamp: string;
  nonce: string;
  hash: ContentHash;
  /** Lower hex. */
  contentHash: string;
  signature: string;
}

export type Refusal = {
  ok: false;
  code: Extract<ProblemCode, 'unauthenticated' | 'timestamp-outside-window'>;
  detail: string;
};
export type StrictHeadersResult = { ok: true; headers: StrictHeaders } | Refusal;

/** Milliseconds that the two clocks may differ. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

const wrong = (detail: string): Refusal => ({ ok: false, code: 'unauthenticated', detail });

/**
 * Reads the headers of a strict signature; needs no secret and no body, so it can be done before either is touched.
 * @param given header names in lower case, as Node gives them
 * @param now wall-clock milliseconds
 */
export function readStrictHeaders(
  given: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): StrictHeadersResult {
  const one = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value : '';
  };
  const clientId = one('x-client-id');
  const nonce = one('x-nonce');
  const signature = one('x-signature');
  const timestamp = one('x-timestamp');
  const [sha256, sm3] = [one('x-content-sha256'), one('x-content-sm3')];
  if (!/^[\x21-\x7e]{1,64}$/.test(clientId)) return wrong('X-Client-Id must be 1 to 64 visible ASCII characters.');
  if (!/^[\x21-\x7e]{1,128}$/.test(nonce)) return wrong('X-Nonce must be 1 to 128 visible ASCII characters.');
  if ((sha256 === '') === (sm3 === '')) return wrong('Send exactly one of X-Content-SHA256 and X-Content-SM3.');
  const contentHash = sha256 || sm3;
  if (!/^[0-9a-f]{64}$/.test(contentHash)) return wrong('The content hash must be 64 digits of lower hex.');
  if (!/^[A-Za-z0-9+/]{43}=$/.test(signature)) return wrong('X-Signature must be the base64 of 32 bytes.');
  const time = timeMistake(timestamp, now);
  if (time) return time;
  return {
    ok: true,
    headers: { clientId, timestamp, nonce, hash: sha256 ? 'sha256' : 'sm3', contentHash, signature },
  };
}

function timeMistake(timestamp: string, now: number): Refusal | undefined {
  if (/^\d{10}$/.test(timestamp))
    return wrong('X-Timestamp looks like seconds since 1970; send milliseconds (13 digits).');
  if (!/^\d{13}$/.test(timestamp)) return wrong('X-Timestamp must be milliseconds since 1970 (13 digits).');
  const ahead = Number(timestamp) - now;
  if (Math.abs(ahead) <= SIGNATURE_WINDOW_MS) return undefined;
  const seconds = Math.round(Math.abs(ahead) / 1000);
  return {
    ok: false,
    code: 'timestamp-outside-window',
    detail: `X-Timestamp is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} our clock; 300 s are allowed. Set the sender's clock.`,
  };
}
