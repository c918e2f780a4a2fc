import type { Schema } from '#libs/store';
import { DeskItem } from './desk-item.entity.js';
import { HistoryRow } from './history-row.entity.js';
import { NumberBlock } from './number-block.entity.js';
import { Reference } from './reference.entity.js';
import { Task } from './task.entity.js';
import { Ticket } from './ticket.entity.js';
import { Ticketing1764000000004 } from './ticketing.migration.js';

/** What ticketing keeps. */
export const ticketingSchema: Schema = {
  name: 'ticketing',
  entities: [Ticket, Task, HistoryRow, DeskItem, Reference, NumberBlock],
  migrations: [Ticketing1764000000004],
};
