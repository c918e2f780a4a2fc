import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Proof } from './platform-proof.js';

/** How long Huying may be away before the feed gives up. */
const PATIENCE_MS = 120_000;
const LONGEST_PAUSE_MS = 5_000;

export interface Answer {
  status: number;
  body: string;
}

/** Huying over HTTP, asked again while it is away or busy: the same content sent twice is one event, so nothing doubles. */
export class Entrance {
  private readonly pool: Pool;

  constructor(
    readonly url: string,
    private readonly prove: Proof,
  ) {
    this.pool = new Pool(url, { connections: 8, headersTimeout: 30_000, bodyTimeout: 30_000 });
  }

  /** Resolves to the final answer. Throws when there was none within two minutes. */
  async ask(method: 'GET' | 'POST', path: string, body = ''): Promise<Answer> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (let attempt = 1; ; attempt++) {
      const { answer, pauseMs, detail } = await this.once(method, path, body, attempt);
      if (answer) return answer;
      if (Date.now() + pauseMs > giveUpAt)
        throw new Error(`${this.url} has not taken it for ${PATIENCE_MS / 1_000} s: ${detail}`);
      await sleep(pauseMs);
    }
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async once(method: 'GET' | 'POST', path: string, body: string, attempt: number) {
    const pauseMs = Math.min(100 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS);
    try {
      const response = await this.pool.request({
        method,
        path,
        headers: {
          ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
          ...this.prove(method, path, body),
        },
        ...(method === 'POST' ? { body } : {}),
      });
      const text = await response.body.text();
      const status = response.statusCode;
      if (status !== 408 && status !== 429 && status < 500)
        return { answer: { status, body: text }, pauseMs, detail: '' };
      const retryAfter = Number(response.headers['retry-after']);
      return { pauseMs: retryAfter > 0 ? retryAfter * 1_000 : pauseMs, detail: `${status} ${text.slice(0, 300)}` };
    } catch (error) {
      return { pauseMs, detail: (error as Error).message };
    }
  }
}
