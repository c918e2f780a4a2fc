import type { AgencyBook } from '../agency-book.js';
import { escalationOf } from '../escalation.js';
import type { RungSetting } from './supervision-rules.js';

/** To whom a notice goes: an agency by its code, an inbox by `role:<code>`, or null for the office's own desk. */
export interface Addressee {
  readonly code: string | null;
  readonly name: string;
}

const OFFICE: Addressee = { code: null, name: '综合执法办公室' };

/** Where agencies.yml names no superior it is the leaders, and without them the office: as with what is overdue. */
export function addresseeOf(
  { addressee }: RungSetting,
  task: { readonly agency: string; readonly agencyName: string },
  agencies: AgencyBook,
): Addressee {
  if (addressee === 'agency') return { code: task.agency, name: task.agencyName };
  const { superior, leaders } = escalationOf(agencies, task.agency);
  const named = { superior, leaders }[addressee as 'superior' | 'leaders'];
  const role = addressee.startsWith('role:') ? addressee.slice('role:'.length) : named;
  return role === undefined ? OFFICE : { code: `role:${role}`, name: agencies.roleName(role) ?? role };
}

/** The role whose inbox it is in; undefined for an agency and for the office. */
export function roleOf(addressee: string | null): string | undefined {
  return addressee?.startsWith('role:') ? addressee.slice('role:'.length) : undefined;
}

/**
 * In whose name an account acknowledges and answers a notice: the addressee's own account, or the office, which writes down
 * for an agency what that has said by telephone. Nobody signs for a leader, and no agency for another one.
 */
export function speaksFor(
  addressee: string | null,
  roles: readonly string[],
  agencies: AgencyBook,
): 'addressee' | 'office' | 'nobody' {
  if (addressee === null) return 'addressee';
  const role = roleOf(addressee);
  if (roles.includes(role ?? addressee)) return 'addressee';
  const ofAnAgency = roles.some((code) => agencies.find(code) !== undefined);
  return role === undefined && !ofAnAgency ? 'office' : 'nobody';
}
