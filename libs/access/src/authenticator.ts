import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest, preHandlerHookHandler } from 'fastify';
import { strictBodyMatches, type StrictHeaders } from '#libs/platforms';
import { Problem, sendProblem } from '#libs/runtime';
import { bodyLimitOf } from './body-limit.js';
import type { Caller } from './caller.js';
import { Callers } from './callers.js';
import { isOpenPath } from './open-paths.js';
import type { Principal } from './principal.js';
import { refuseForeignForm } from './same-origin.js';
import { TokenBuckets } from './token-buckets.js';

/** Refusals that one address gets an answer with its reason for; beyond that it only hears "too many". */
const FAILURE_RATE = { perSecond: 5, burst: 50 };
const PLATFORM_ROUTES = '/v1/platforms/:platform';
const NO_BODY = Buffer.alloc(0);

/**
 * Decides who is asking before the body is read, and holds the body against the signature before anything parses it.
 * Fastify hooks, since Nest's guards run only after the body is in memory. What a principal may do is AccessGuard's.
 */
@Injectable()
export class Authenticator {
  private readonly asked = new TokenBuckets();
  private readonly failed = new TokenBuckets();
  private readonly signatures = new WeakMap<FastifyRequest, StrictHeaders>();

  constructor(private readonly callers: Callers) {}

  /** To be called once, before the application listens. */
  install(fastify: FastifyInstance): void {
    fastify.addHook(
      'onRequest',
      unlessProblem((request) => this.admit(request)),
    );
    fastify.addHook(
      'preHandler',
      unlessProblem((request) => this.checkBody(request)),
    );
  }

  private admit(request: FastifyRequest): void {
    if (isOpenPath(request.routeOptions.url)) return;
    const caller = this.callers.identify(
      request.raw as { method: string; url: string; headers: FastifyRequest['headers'] },
      Date.now(),
    );
    if (caller.kind === 'nobody' && !hasBody(request) && isReading(request)) return;
    const { principal, rate, signature } = this.known(caller, request.ip);
    const wait = this.asked.take(nameOf(principal), rate);
    if (wait > 0) throw tooMany(wait);
    if (principal.kind === 'person') refuseForeignForm(request.method, request.headers);
    else refuseForeignPlatform(principal.platform, request);
    const length = Number(request.headers['content-length'] ?? 0);
    refuseLarge(length, request);
    request.principal = principal;
    if (signature) this.signatures.set(request, signature);
  }

  /** Who asks, or the refusal; a failure is counted against the address, never against the one whose name was used. */
  private known(caller: Caller, address: string): Extract<Caller, { kind: 'known' }> {
    if (caller.kind === 'known') return caller;
    const wait = this.failed.take(address, FAILURE_RATE);
    if (wait > 0) throw tooMany(wait);
    if (caller.kind === 'refused') throw caller.problem;
    throw new Problem('unauthenticated', 'Give an account and its key, or the key or signature of a platform.');
  }

  private checkBody(request: FastifyRequest): void {
    const body = request.body instanceof Buffer ? request.body : NO_BODY;
    // A request without a body has none to parse; handlers get empty bytes and say `body-empty`.
    request.body ??= NO_BODY;
    if (!isOpenPath(request.routeOptions.url)) refuseLarge(body.length, request);
    const signature = this.signatures.get(request);
    if (!signature) return;
    if (!strictBodyMatches(signature, body)) {
      const wait = this.failed.take(request.ip, FAILURE_RATE);
      if (wait > 0) throw tooMany(wait);
      throw new Problem('unauthenticated', 'The content hash is not that of the body.');
    }
    request.signed = { nonce: signature.nonce, bodyHash: signature.contentHash };
  }
}

/** Goes on with the request, or answers it with the Problem that the check throws. */
function unlessProblem(check: (request: FastifyRequest) => void): preHandlerHookHandler {
  return (request, reply, done) => {
    try {
      check(request);
    } catch (error) {
      if (error instanceof Problem) sendProblem(reply, error, request.id);
      else done(error as Error);
      return;
    }
    done();
  };
}

function nameOf(principal: Principal): string {
  return principal.kind === 'platform' ? `platform ${principal.platform}` : `person ${principal.account}`;
}

function isReading(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function hasBody(request: FastifyRequest): boolean {
  const { headers } = request;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function tooMany(seconds: number): Problem {
  return new Problem('rate-limited', 'Slow down; nothing of this request was taken.', {
    retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
  });
}

function refuseForeignPlatform(platform: string, request: FastifyRequest): void {
  if (!request.routeOptions.url?.startsWith(PLATFORM_ROUTES)) return;
  if ((request.params as { platform?: string }).platform !== platform)
    throw new Problem('forbidden', `The platform ${platform} may only use /v1/platforms/${platform}/…`);
}

function refuseLarge(bytes: number, request: FastifyRequest): void {
  const limit = bodyLimitOf(request.routeOptions.config);
  if (bytes > limit) throw new Problem('body-too-large', `At most ${limit} bytes are taken here; send less at once.`);
}
