import { Module } from '@nestjs/common';
import { EventsController } from './api/events.controller.js';
import { PlatformPushController } from './api/platform-push.controller.js';
import { IntakeActionsModule } from './intake-actions.module.js';
import { DeleteUnusedBlobsJob } from './jobs/delete-unused-blobs.job.js';
import { ForgetExpiredNoncesJob } from './jobs/forget-expired-nonces.job.js';
import { PullFromPlatformsJob } from './jobs/pull-from-platforms.job.js';
import { RegistrationModule } from './registration.module.js';

/** What platforms push and what is pulled from them. */
@Module({
  imports: [IntakeActionsModule, RegistrationModule],
  controllers: [EventsController, PlatformPushController],
  providers: [DeleteUnusedBlobsJob, ForgetExpiredNoncesJob, PullFromPlatformsJob],
})
export class IntakeWorkModule {}
