import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Permission } from './principal.js';

export interface Allowance {
  /** What a person needs; absent on a route that is for platforms only. */
  readonly permission?: Permission;
  /** True when a platform may ask too; it then sees only what is its own. */
  readonly platforms: boolean;
}

export const ALLOWANCE = Symbol('allowance');

/** Who may use a route. A route without it is refused to everybody: see AccessGuard. */
export const Allow = (permission: Permission, options: { platforms?: boolean } = {}) =>
  allow({ permission, platforms: options.platforms ?? false });

/** A route for platforms only, and no person: what they push to us. */
export const AllowPlatforms = () => allow({ platforms: true });

export const OPEN = Symbol('open');

/** A route that anybody may use: health, documents, the login page. Tells nothing about tickets. */
export const Open = () => SetMetadata(OPEN, true);

/** The OpenAPI document says what the guard enforces: both come of the same word. */
function allow(allowance: Allowance) {
  const { permission, platforms } = allowance;
  return applyDecorators(
    SetMetadata(ALLOWANCE, allowance),
    ...(permission ? [ApiSecurity('person'), ApiExtension('x-permission', permission)] : []),
    ...(platforms ? [ApiSecurity('platform-key'), ApiSecurity('platform-signature')] : []),
  );
}
