import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import {
  inboundSecretName,
  PlatformDirectory,
  readStrictHeaders,
  strictSignatureMatches,
  type PlatformSettings,
} from '#libs/platforms';
import { ConfigurationError, Problem, Secrets } from '#libs/runtime';
import { Accounts } from './accounts.js';
import { readBasic } from './basic-credentials.js';
import type { Caller } from './caller.js';
import { digestOf, sameSecret } from './same-secret.js';
import type { Rate } from './token-buckets.js';

/** For a platform whose entry says nothing: more than any county sends, less than what would drown us. */
const PLATFORM_RATE: Rate = { perSecond: 5_000, burst: 10_000 };
const PERSON_RATE: Rate = { perSecond: 50, burst: 200 };
const NOBODY: Caller = { kind: 'nobody' };

type KnownCaller = Extract<Caller, { kind: 'known' }> & { readonly principal: { readonly kind: 'platform' } };

/** Tells from the headers of a request who is asking, before any byte of its body is read. */
@Injectable()
export class Callers {
  private readonly byKey = new Map<string, KnownCaller>();
  private readonly byClient = new Map<string, { caller: KnownCaller; secret: string }>();

  constructor(
    platforms: PlatformDirectory,
    private readonly accounts: Accounts,
    private readonly secrets: Secrets,
  ) {
    for (const { settings } of platforms.all()) this.addPlatform(settings);
    // Asked for now, so that a first start writes every key down where the operator can read it.
    for (const account of accounts.all()) secrets.get(`accounts.${account.id}`);
  }

  /** @param now wall-clock milliseconds, for the window of a signature */
  identify(request: { method: string; url: string; headers: IncomingHttpHeaders }, now: number): Caller {
    const { headers } = request;
    if (headers['x-signature'] !== undefined || headers['x-client-id'] !== undefined)
      return this.signedCaller(request, now);
    const key = headers['x-api-key'];
    if (typeof key === 'string') return this.callerWithKey(key);
    if (headers.authorization !== undefined) return this.person(headers.authorization);
    return NOBODY;
  }

  private addPlatform(platform: PlatformSettings): void {
    if (!platform.inbound) return;
    const secret = this.secrets.get(inboundSecretName(platform));
    const caller = knownPlatform(platform);
    if (platform.inbound.auth === 'hmac') {
      this.byClient.set(platform.inbound.clientId ?? platform.code, { caller, secret });
      return;
    }
    const digest = digestOf(secret);
    const other = this.byKey.get(digest);
    if (other)
      throw new ConfigurationError('secrets', [
        `${other.principal.platform} and ${platform.code} have the same key: give each its own`,
      ]);
    this.byKey.set(digest, caller);
  }

  private signedCaller(request: { method: string; url: string; headers: IncomingHttpHeaders }, now: number): Caller {
    const read = readStrictHeaders(request.headers, now);
    if (!read.ok) return { kind: 'refused', problem: new Problem(read.code, read.detail) };
    const client = this.byClient.get(read.headers.clientId);
    const signed = { method: request.method, path: request.url, secret: client?.secret ?? 'no such client' };
    // Also computed for a client that is not known, so that the time does not tell which ones are.
    const matches = strictSignatureMatches(read.headers, signed);
    if (!client || !matches)
      return refused('The client is not known or the signature is not that of its secret over this method and path.');
    return { ...client.caller, signature: read.headers };
  }

  private callerWithKey(key: string): Caller {
    return this.byKey.get(digestOf(key)) ?? refused('The key in X-Api-Key is not that of a platform.');
  }

  private person(authorization: string): Caller {
    const given = readBasic(authorization);
    if (!given) return refused('Authorization must be Basic, with an account and its key.');
    const account = this.accounts.find(given.account);
    const known = account ? this.secrets.get(`accounts.${account.id}`) : 'no such account';
    const matches = sameSecret(given.key, known);
    if (!account || !matches) return refused('The account is not known or the key is not its own.');
    const { id, name, permissions, roles = [], township } = account;
    return {
      kind: 'known',
      principal: { kind: 'person', account: id, name, permissions, roles, ...(township ? { township } : {}) },
      rate: PERSON_RATE,
    };
  }
}

function knownPlatform({ code, inbound }: PlatformSettings): KnownCaller {
  const perSecond = inbound?.ratePerSecond ?? PLATFORM_RATE.perSecond;
  const burst = inbound?.burst ?? Math.max(1, Math.ceil(perSecond * 2));
  return { kind: 'known', principal: { kind: 'platform', platform: code }, rate: { perSecond, burst } };
}

function refused(detail: string): Caller {
  return { kind: 'refused', problem: new Problem('unauthenticated', detail) };
}
