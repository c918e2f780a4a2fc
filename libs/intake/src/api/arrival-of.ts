import type { Principal, Signed } from '#libs/access';
import type { Platform } from '#libs/platforms';
import { Problem } from '#libs/runtime';
import type { Arrival } from '../actions/arrival.js';

/** The arrival of what a platform pushes. */
export function arrivalOf({ settings }: Platform, signed: Signed | undefined, receivedAt: Date): Arrival {
  const { code, epoch } = settings;
  return {
    platform: code,
    epoch: epoch ?? 0,
    entrance: 'push',
    receivedAt,
    ...(signed ? { nonce: { platform: code, nonce: signed.nonce, bodyHash: signed.bodyHash } } : {}),
  };
}

/** The platform that asks; AccessGuard has let nobody else through, which this makes sure of. */
export function platformOf(principal: Principal): string {
  if (principal.kind !== 'platform') throw new Problem('forbidden', 'This is for platforms, not for people.');
  return principal.platform;
}
