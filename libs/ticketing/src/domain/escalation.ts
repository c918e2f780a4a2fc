import type { AgencyBook } from './agency-book.js';

/** Before whom comes what is overdue, as role codes; missing where agencies.yml names nobody: then the office's own desk. */
export interface Escalation {
  /** At its end. */
  readonly superior?: string;
  /** With the red card. */
  readonly leaders?: string;
}

/** Of an agency: its superior, else the leaders. Of the office, for whom no agency stands: the leaders. */
export function escalationOf(agencies: AgencyBook, agency: string | undefined): Escalation {
  const { leaders } = agencies;
  const superior = (agency === undefined ? undefined : agencies.find(agency)?.superior) ?? leaders;
  return { ...(superior !== undefined && { superior }), ...(leaders !== undefined && { leaders }) };
}
