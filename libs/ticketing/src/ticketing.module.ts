import { Module } from '@nestjs/common';
import { TicketingApiModule } from './ticketing-api.module.js';
import { TicketingWorkModule } from './ticketing-work.module.js';

/** Tickets, tasks and the desk: all doors in one process. */
@Module({ imports: [TicketingApiModule, TicketingWorkModule] })
export class TicketingModule {}
