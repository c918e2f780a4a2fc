import { Module } from '@nestjs/common';
import { RegistrationController } from './api/registration.controller.js';
import { IntakeActionsModule } from './intake-actions.module.js';

/** Registration by hand: at the console for people, at intake for programs that act for them. */
@Module({ imports: [IntakeActionsModule], controllers: [RegistrationController] })
export class RegistrationModule {}
