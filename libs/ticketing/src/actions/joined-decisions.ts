import type { Change } from '#libs/store';
import type { Decision, OutMessage } from '#libs/bus';

/** Several decisions as one: of several tickets, or of a ticket and what goes with it. */
export function joinedDecisions(decisions: readonly Decision[]): { changes: Change[]; messages: OutMessage[] } {
  return {
    changes: decisions.flatMap(({ changes }) => changes),
    messages: decisions.flatMap(({ messages }) => messages ?? []),
  };
}
