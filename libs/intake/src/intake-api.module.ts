import { Module } from '@nestjs/common';
import { BlobsController } from './api/blobs.controller.js';
import { QuarantineController } from './api/quarantine.controller.js';
import { RegisterPageController } from './api/register-page.controller.js';
import { IntakeActionsModule } from './intake-actions.module.js';
import { RegistrationModule } from './registration.module.js';

/** What people use of intake: registration by hand with its page, which asks for the ticket afterwards, attachments, quarantine. */
@Module({
  imports: [IntakeActionsModule, RegistrationModule],
  controllers: [RegisterPageController, BlobsController, QuarantineController],
})
export class IntakeApiModule {}
