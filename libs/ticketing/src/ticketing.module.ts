import { Module, type OnModuleInit } from '@nestjs/common';
import { BeforeBatch } from '#libs/bus';
import { PlatformDirectory } from '#libs/platforms';
import { Settings } from '#libs/runtime';
import { NumberPool } from './actions/number-pool.js';
import { Summary } from './actions/summary.js';
import { TicketReader } from './actions/ticket-reader.js';
import { ActsController } from './api/acts.controller.js';
import { DeskController } from './api/desk.controller.js';
import { SummaryController } from './api/summary.controller.js';
import { TicketsController } from './api/tickets.controller.js';
import { Rulebook } from './domain/rulebook.js';
import { ApplyCallbackOnCallbackReceivedHandler } from './handlers/apply-callback-on-callback-received.handler.js';
import { OpenTicketOnEventReceivedHandler } from './handlers/open-ticket-on-event-received.handler.js';
import { PutOnDeskOnInboundQuarantinedHandler } from './handlers/put-on-desk-on-inbound-quarantined.handler.js';
import { SettleOnDeliverySettledHandler } from './handlers/settle-on-delivery-settled.handler.js';
import { CorrelateLeftoversJob } from './jobs/correlate-leftovers.job.js';
import { readRulebook } from './read-rulebook.js';
import { TICKETING_GROUP } from './ticketing-group.js';

const api = [TicketsController, DeskController, ActsController, SummaryController];
const handlers = [
  OpenTicketOnEventReceivedHandler,
  ApplyCallbackOnCallbackReceivedHandler,
  SettleOnDeliverySettledHandler,
  PutOnDeskOnInboundQuarantinedHandler,
];

/** Tickets, tasks and the desk. */
@Module({
  controllers: [...api, ...handlers],
  providers: [
    {
      provide: Rulebook,
      inject: [Settings, PlatformDirectory],
      useFactory: (settings: Settings, platforms: PlatformDirectory) =>
        readRulebook(
          settings.configDir,
          platforms.all().map((platform) => platform.settings),
        ),
    },
    NumberPool,
    TicketReader,
    Summary,
    CorrelateLeftoversJob,
  ],
})
export class TicketingModule implements OnModuleInit {
  constructor(
    private readonly beforeBatch: BeforeBatch,
    private readonly numbers: NumberPool,
  ) {}

  onModuleInit(): void {
    this.beforeBatch.add(TICKETING_GROUP, (count) => this.numbers.reserve(count));
  }
}
