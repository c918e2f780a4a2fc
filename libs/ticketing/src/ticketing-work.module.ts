import { Module, type OnModuleInit } from '@nestjs/common';
import { BeforeBatch } from '#libs/bus';
import { DueDeadlines } from './actions/deadlines/due-deadlines.js';
import { DuplicateFinder } from './actions/duplicates/duplicate-finder.js';
import { ListKeeper } from './actions/lists/list-keeper.js';
import { NumberPool } from './actions/number-pool.js';
import { ApplyCallbackOnCallbackReceivedHandler } from './handlers/apply-callback-on-callback-received.handler.js';
import { OpenTicketOnEventReceivedHandler } from './handlers/open-ticket-on-event-received.handler.js';
import { PutOnDeskOnInboundQuarantinedHandler } from './handlers/put-on-desk-on-inbound-quarantined.handler.js';
import { SettleOnDeliverySettledHandler } from './handlers/settle-on-delivery-settled.handler.js';
import { CorrelateLeftoversJob } from './jobs/correlate-leftovers.job.js';
import { FireDeadlinesJob } from './jobs/fire-deadlines.job.js';
import { ForgetAnswersJob } from './jobs/forget-answers.job.js';
import { FlagRecurrencesJob } from './jobs/flag-recurrences.job.js';
import { SuggestDuplicatesJob } from './jobs/suggest-duplicates.job.js';
import { RulebookModule } from './rulebook.module.js';
import { TicketingGauges } from './ticketing-gauges.js';
import { TICKETING_GROUP } from './ticketing-group.js';

/** What ticketing hears on the bus, and what the clock asks of it. */
@Module({
  imports: [RulebookModule],
  controllers: [
    OpenTicketOnEventReceivedHandler,
    ApplyCallbackOnCallbackReceivedHandler,
    SettleOnDeliverySettledHandler,
    PutOnDeskOnInboundQuarantinedHandler,
  ],
  providers: [
    NumberPool,
    CorrelateLeftoversJob,
    FlagRecurrencesJob,
    DueDeadlines,
    FireDeadlinesJob,
    ForgetAnswersJob,
    DuplicateFinder,
    SuggestDuplicatesJob,
    TicketingGauges,
  ],
})
export class TicketingWorkModule implements OnModuleInit {
  constructor(
    private readonly beforeBatch: BeforeBatch,
    private readonly numbers: NumberPool,
    private readonly lists: ListKeeper,
  ) {}

  onModuleInit(): void {
    this.beforeBatch.add(TICKETING_GROUP, (count) => this.numbers.reserve(count));
    this.beforeBatch.add(TICKETING_GROUP, async () => {
      await this.lists.ready();
      return () => {};
    });
  }
}
