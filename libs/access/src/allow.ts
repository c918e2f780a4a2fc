import { SetMetadata } from '@nestjs/common';
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
  SetMetadata(ALLOWANCE, { permission, platforms: options.platforms ?? false } satisfies Allowance);

/** A route for platforms only, and no person: what they push to us. */
export const AllowPlatforms = () => SetMetadata(ALLOWANCE, { platforms: true } satisfies Allowance);

export const OPEN = Symbol('open');

/** A route that anybody may use: health, documents, the login page. Tells nothing about tickets. */
export const Open = () => SetMetadata(OPEN, true);
