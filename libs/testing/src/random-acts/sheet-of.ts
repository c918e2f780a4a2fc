import { TicketSheet } from '../../../ticketing/src/actions/ticket-sheet.js';
import { Audit } from '../../../ticketing/src/persistence/audit.entity.js';
import { Deadline } from '../../../ticketing/src/persistence/deadline.entity.js';
import { DeskItem } from '../../../ticketing/src/persistence/desk-item.entity.js';
import { Notice } from '../../../ticketing/src/persistence/notice.entity.js';
import { Task } from '../../../ticketing/src/persistence/task.entity.js';
import { Ticket } from '../../../ticketing/src/persistence/ticket.entity.js';
import { RowsInMemory } from '../rows-in-memory.js';
import type { Standing, World } from './world.js';

/** A working copy of that ticket, alone, to ask what may be done with it. */
export function sheetOf(
  { ticket, tasks, desk, deadlines, audits, notices }: Standing,
  { rulebook, now }: Looking,
): TicketSheet {
  const rows = new RowsInMemory();
  rows.put(Ticket, [ticket]);
  rows.put(Task, tasks);
  rows.put(DeskItem, desk);
  rows.put(Deadline, deadlines);
  rows.put(Audit, audits);
  rows.put(Notice, notices);
  return TicketSheet.of(ticket.id, rows, rulebook, now)!;
}

/** By which rules, and when, one looks. */
export type Looking = Pick<World, 'rulebook' | 'now'>;
