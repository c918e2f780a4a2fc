import { Module } from '@nestjs/common';
import { AppendGatherer } from './actions/append-gatherer.js';
import { Blobs } from './actions/blobs.js';
import { Cursors } from './actions/cursors.js';
import { IntakeMetrics } from './actions/intake-metrics.js';
import { Nonces } from './actions/nonces.js';
import { PrepareCallback } from './actions/prepare-callback.js';
import { PrepareEvent } from './actions/prepare-event.js';
import { PullPage } from './actions/pull-page.js';
import { Quarantine } from './actions/quarantine.js';
import { TakeInEvents } from './actions/take-in-events.js';
import { TakeInPush } from './actions/take-in-push.js';
import { TakeInReadings } from './actions/take-in-readings.js';
import { BlobsController } from './api/blobs.controller.js';
import { EventsController } from './api/events.controller.js';
import { PlatformPushController } from './api/platform-push.controller.js';
import { RegisterPageController } from './api/register-page.controller.js';
import { RegistrationController } from './api/registration.controller.js';
import { ForgetExpiredNoncesJob } from './jobs/forget-expired-nonces.job.js';
import { PullFromPlatformsJob } from './jobs/pull-from-platforms.job.js';

const actions = [
  AppendGatherer,
  Blobs,
  Cursors,
  IntakeMetrics,
  Nonces,
  PrepareCallback,
  PrepareEvent,
  PullPage,
  Quarantine,
  TakeInEvents,
  TakeInPush,
  TakeInReadings,
];

/** Everything from outside enters here. */
@Module({
  controllers: [
    EventsController,
    PlatformPushController,
    RegistrationController,
    RegisterPageController,
    BlobsController,
  ],
  providers: [...actions, ForgetExpiredNoncesJob, PullFromPlatformsJob],
})
export class IntakeModule {}
