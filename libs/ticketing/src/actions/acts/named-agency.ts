import { Problem } from '#libs/runtime';
import type { Agency } from '../../domain/agencies.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** The agency of that code. Throws `invalid-fields` with that path when there is none. */
export function namedAgency({ rulebook }: TicketSheet, code: string, path: string): Agency {
  const agency = rulebook.agencies.find(code);
  if (agency) return agency;
  const message = 'must be the code of an agency of agencies.yml';
  throw new Problem('invalid-fields', `${path}: ${message}`, { errors: [{ path, message }] });
}
