import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BusContext, BusHandler, defaultPolicy, type Decision } from '#libs/bus';
import { CallbackReceived, callbackReceived } from '#libs/contracts';
import { applyCallback } from '../actions/apply-callback.js';
import { callbackStages } from '../actions/load-stages.js';
import { Rulebook } from '../domain/rulebook.js';
import { TICKETING_GROUP } from '../ticketing-group.js';

@Controller()
export class ApplyCallbackOnCallbackReceivedHandler {
  constructor(private readonly rulebook: Rulebook) {}

  @BusHandler(callbackReceived, { group: TICKETING_GROUP, load: callbackStages, policy: defaultPolicy })
  handle(@Payload() body: CallbackReceived, @Ctx() context: BusContext): Decision {
    return applyCallback(body, context, this.rulebook);
  }
}
