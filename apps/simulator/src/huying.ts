import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { signStrict } from '#libs/platforms';
import { currentTraceparent } from '#libs/runtime';
import type { OutsideTime } from './outside-time.js';

/** How a platform proves to Huying who it is. */
export interface Credentials {
  auth: 'key' | 'hmac';
  clientId: string;
  secret: string;
}

/** How a push ended. `undefined` means that no usable answer came within the patience of the platform. */
export interface PushResult {
  status: number;
  body: string;
}

const PATIENCE_MS = 120_000;
const LONGEST_PAUSE_MS = 2_000;
const WORTH_RETRYING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Huying as a platform sees it: an address that takes events and callbacks and may be away for a while. */
export class Huying {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly time: OutsideTime,
  ) {
    this.pool = new Pool(url, { connections: 16, bodyTimeout: 15_000, headersTimeout: 15_000 });
  }

  /** Pushes until it is answered for good, as a platform that keeps its copy does; signs anew each time. Tells the trace that it acts in. */
  async push(path: string, content: unknown, credentials: Credentials): Promise<PushResult | undefined> {
    const body = JSON.stringify(content);
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (let attempt = 1; Date.now() < giveUpAt; attempt++) {
      const result = await this.send(path, body, credentials);
      if (result && !WORTH_RETRYING.has(result.status)) return result;
      await this.time.passReal(result?.retryAfterMs ?? Math.min(50 * 2 ** attempt, LONGEST_PAUSE_MS));
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async send(path: string, body: string, credentials: Credentials) {
    try {
      const response = await this.pool.request({
        method: 'POST',
        path,
        body,
        headers: {
          'content-type': 'application/json',
          traceparent: currentTraceparent(),
          ...proof('POST', path, body, credentials),
        },
        signal: this.time.signal,
      });
      const retryAfter = Number(response.headers['retry-after']);
      return {
        status: response.statusCode,
        body: await response.body.text(),
        ...(retryAfter > 0 ? { retryAfterMs: Math.min(retryAfter * 1_000, LONGEST_PAUSE_MS) } : {}),
      };
    } catch {
      // Away or cut off: what it kept is unknown, and the same content sent again is the same fact.
      return undefined;
    }
  }
}

/** The headers that prove a request. */
export function proof(method: 'GET' | 'POST', path: string, body: string, { auth, clientId, secret }: Credentials) {
  if (auth === 'key') return { 'x-api-key': secret };
  return signStrict({
    method,
    path,
    clientId,
    timestamp: Date.now(),
    nonce: randomUUID(),
    body: Buffer.from(body),
    secret,
    hash: 'sha256',
  });
}
