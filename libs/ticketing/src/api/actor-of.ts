import type { Principal } from '#libs/access';
import { Problem } from '#libs/runtime';

/** The account under which a person acts. Throws `forbidden` for a platform. */
export function actorOf(principal: Principal): string {
  if (principal.kind !== 'person') throw new Problem('forbidden', 'Only people act on tickets.');
  return principal.account;
}

/** The roles of a person's account. */
export function rolesOf(principal: Principal): readonly string[] {
  return principal.kind === 'person' ? principal.roles : [];
}
