import { Module } from '@nestjs/common';
import { DeadLettersController } from './api/dead-letters.controller.js';
import { LagController } from './api/lag.controller.js';

/** What operators ask of the bus over HTTP. */
@Module({ controllers: [DeadLettersController, LagController] })
export class OperationsModule {}
