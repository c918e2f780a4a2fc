import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { OutboundRequest } from '../dialect.js';
import type { OutboundSettings } from '../platform-settings.js';
import { authenticationHeaders } from './authentication-headers.js';
import type { Accompaniment, Channel, SendResult } from './channel.js';
import { HttpExchange } from './http-exchange.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_CONCURRENCY = 8;

/** JSON over HTTP/1.1: one pool of kept connections per platform, one request at a time on each, no redirects, no retries. */
export class HttpChannel implements Channel {
  private readonly pool: Pool;
  private readonly basePath: string;
  private readonly timeoutMs: number;

  constructor(
    private readonly clientId: string,
    private readonly outbound: OutboundSettings,
    private readonly secret: () => string,
  ) {
    const base = new URL(outbound.baseUrl);
    this.basePath = base.pathname.replace(/\/+$/, '');
    this.timeoutMs = outbound.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.pool = new Pool(base.origin, {
      connections: outbound.concurrency ?? DEFAULT_CONCURRENCY,
      pipelining: 1,
      // One connection per request under way: with HTTP/2 a lost connection would leave several in doubt at once.
      allowH2: false,
      connect: { timeout: this.timeoutMs },
      // The exchange has one timer for the whole; these would only measure its parts.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 4_000,
    });
  }

  /** `timeoutMs` of the settings holds for connecting, sending and the whole answer together. */
  send(request: OutboundRequest, beside: Accompaniment = {}): Promise<SendResult> {
    const exchange = new HttpExchange(this.timeoutMs);
    const path = this.basePath + request.path;
    try {
      this.pool.dispatch(
        { method: request.method, path, headers: this.headersOf(request, path, beside), body: request.body ?? null },
        exchange,
      );
    } catch (error) {
      exchange.fail((error as Error).message);
    }
    return exchange.result;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private headersOf(request: OutboundRequest, path: string, beside: Accompaniment): Record<string, string> {
    const { method, body } = request;
    return {
      accept: 'application/json',
      'user-agent': 'huying',
      ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json; charset=utf-8' }),
      ...(beside.idempotencyKey ? { 'idempotency-key': beside.idempotencyKey } : {}),
      ...(beside.traceparent ? { traceparent: beside.traceparent } : {}),
      ...authenticationHeaders(this.outbound.auth, {
        method,
        path,
        body: body ?? '',
        clientId: this.clientId,
        secret: this.secret,
        // A signature's window is measured on the wall clock, whatever the mechanism's time is.
        now: Date.now(),
        nonce: randomUUID(),
      }),
    };
  }
}
