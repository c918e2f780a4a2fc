import type { Decision } from '#libs/bus';
import type { EventReceived } from '#libs/contracts';
import { withoutEmpty } from './snapshots.js';
import type { TicketSheet } from './ticket-sheet.js';

/** The event of a ticket came again: nothing when it is the same; other content is shown to a person and never overwrites. */
export function noteConflict(sheet: TicketSheet, event: EventReceived): Decision {
  const { contentHash } = event;
  const known = sheet.deskItems.some((item) => item.kind === 'conflict' && item.data?.contentHash === contentHash);
  if (sheet.ticket.contentHash === contentHash || known) return { changes: [] };
  const { title, description, category, item, grade, place, occurredAt, receivedAt } = event;
  const data = withoutEmpty({ contentHash, title, description, category, item, grade, place, occurredAt, receivedAt });
  sheet.step({ act: 'content-conflict', actor: event.source, to: sheet.ticket.state, data });
  sheet.openDesk('conflict', '来源平台以同一事件编号报来了不同内容，原内容未改动，请核对。', { data });
  return sheet.decision();
}
