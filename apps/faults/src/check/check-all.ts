import type { Evidence } from '../evidence/evidence.js';
import { checkDeliveries } from './check-deliveries.js';
import { checkLogOrder, checkMessages } from './check-messages.js';
import { checkCallbacks, checkHistories, checkTickets } from './check-tickets.js';
import { found, type Finding } from './finding.js';

/** Everything that is wrong. */
export function checkAll(evidence: Evidence): Finding[] {
  const checks = [checkTickets, checkHistories, checkCallbacks, checkMessages, checkLogOrder, checkDeliveries];
  return [...checks, checkQuarantine].flatMap((check) => check(evidence));
}

/** All that the simulated platforms say can be read. */
function checkQuarantine({ log }: Evidence): Finding[] {
  const held = log.filter(({ type, poison }) => type === 'inbound-quarantined' && poison === undefined);
  return found(
    'invented',
    held.map(({ id, platform }) => `quarantine ${id} of ${platform}: everything that was sent can be read`),
  );
}
