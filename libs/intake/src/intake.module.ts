import { Module } from '@nestjs/common';
import { IntakeApiModule } from './intake-api.module.js';
import { IntakeWorkModule } from './intake-work.module.js';

/** Everything from outside enters here: all doors in one process. */
@Module({ imports: [IntakeApiModule, IntakeWorkModule] })
export class IntakeModule {}
