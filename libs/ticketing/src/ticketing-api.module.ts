import { Module } from '@nestjs/common';
import { ActOnce } from './actions/act-once.js';
import { Summary } from './actions/summary.js';
import { TicketReader } from './actions/ticket-reader.js';
import { ActsController } from './api/acts.controller.js';
import { DeskController } from './api/desk.controller.js';
import { SummaryController } from './api/summary.controller.js';
import { TicketsController } from './api/tickets.controller.js';
import { RulebookModule } from './rulebook.module.js';

/** What people and platforms ask of tickets over HTTP, and what people do to them. */
@Module({
  imports: [RulebookModule],
  controllers: [TicketsController, DeskController, ActsController, SummaryController],
  providers: [TicketReader, ActOnce, Summary],
})
export class TicketingApiModule {}
