import { Module } from '@nestjs/common';
import { DueDeliveries } from './actions/due-deliveries.js';
import { LaneBook } from './actions/lane-book.js';
import { MakeAttempt } from './actions/make-attempt.js';
import { PrepareAttempts } from './actions/prepare-attempts.js';
import { QueueStates } from './actions/queue-states.js';
import { DeliveryGauges } from './delivery-gauges.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DeliveryOptions } from './delivery-options.js';
import { KeepDeliveryOnDeliveryRequested } from './handlers/keep-delivery-on-delivery-requested.handler.js';
import { ProveAcceptanceOnCallbackReceived } from './handlers/prove-acceptance-on-callback-received.handler.js';
import { LaneTools } from './jobs/lane-tools.js';
import { WorkLanes } from './jobs/work-lanes.job.js';

/** What delivery hears on the bus, and the lanes in which it tells platforms. */
@Module({
  controllers: [KeepDeliveryOnDeliveryRequested, ProveAcceptanceOnCallbackReceived],
  providers: [
    DeliveryGauges,
    DeliveryMetrics,
    DeliveryOptions,
    DueDeliveries,
    LaneBook,
    LaneTools,
    MakeAttempt,
    PrepareAttempts,
    QueueStates,
    WorkLanes,
  ],
})
export class DeliveryWorkModule {}
