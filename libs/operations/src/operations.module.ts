import { Module } from '@nestjs/common';
import { DeadLettersController } from './api/dead-letters.controller.js';
import { GroupsController } from './api/groups.controller.js';
import { LagController } from './api/lag.controller.js';
import { MessagesController } from './api/messages.controller.js';
import { OperatorActsController } from './api/operator-acts.controller.js';
import { ParkedController } from './api/parked.controller.js';
import { PoliciesController } from './api/policies.controller.js';
import { ReplaysController } from './api/replays.controller.js';
import { TopicsController } from './api/topics.controller.js';

/** What operators ask of the bus over HTTP. */
@Module({
  controllers: [
    DeadLettersController,
    GroupsController,
    LagController,
    MessagesController,
    OperatorActsController,
    ParkedController,
    PoliciesController,
    ReplaysController,
    TopicsController,
  ],
})
export class OperationsModule {}
