import type { Schema } from '#libs/store';
import { AnsweredRequest } from './answered-request.entity.js';
import { Audit } from './audit.entity.js';
import { DeskAndReturns1764700000040 } from './desk-and-returns.migration.js';
import { DeskLogRow } from './desk-log-row.entity.js';
import { DeadlineCards1764700000084 } from './deadline-cards.migration.js';
import { Deadline } from './deadline.entity.js';
import { DeskItem } from './desk-item.entity.js';
import { HistoryRow } from './history-row.entity.js';
import { Investigation } from './investigation.entity.js';
import { ListHead } from './list-head.entity.js';
import { ListItem } from './list-item.entity.js';
import { ListVersion } from './list-version.entity.js';
import { Notice } from './notice.entity.js';
import { NumberBlock } from './number-block.entity.js';
import { Reference } from './reference.entity.js';
import { Task } from './task.entity.js';
import { Ticket } from './ticket.entity.js';
import { TicketingAnsweredRequests1764700000020 } from './ticketing-answered-requests.migration.js';
import { TicketingEscalation1764700000011 } from './ticketing-escalation.migration.js';
import { TicketTraits } from './ticket-traits.entity.js';
import { TicketingDeadlines1764700000010 } from './ticketing-deadlines.migration.js';
import { TicketingDuplicates1764700000060 } from './ticketing-duplicates.migration.js';
import { TicketingGates1764700000050 } from './ticketing-gates.migration.js';
import { TicketingList1764700000030 } from './ticketing-list.migration.js';
import { TicketingNumbers1764700000061 } from './ticketing-numbers.migration.js';
import { TicketingSupervision1764700000070 } from './ticketing-supervision.migration.js';
import { TicketingSummary1764700000083 } from './ticketing-summary.migration.js';
import { Ticketing1764000000004 } from './ticketing.migration.js';

/** What ticketing keeps. */
export const ticketingSchema: Schema = {
  name: 'ticketing',
  entities: [
    Ticket,
    Task,
    HistoryRow,
    DeskItem,
    Reference,
    NumberBlock,
    Deadline,
    AnsweredRequest,
    Audit,
    DeskLogRow,
    Investigation,
    TicketTraits,
    ListHead,
    ListVersion,
    ListItem,
    Notice,
  ],
  migrations: [
    Ticketing1764000000004,
    TicketingDeadlines1764700000010,
    TicketingEscalation1764700000011,
    TicketingAnsweredRequests1764700000020,
    TicketingList1764700000030,
    DeskAndReturns1764700000040,
    TicketingGates1764700000050,
    TicketingDuplicates1764700000060,
    TicketingNumbers1764700000061,
    TicketingSupervision1764700000070,
    TicketingSummary1764700000083,
    DeadlineCards1764700000084,
  ],
};
