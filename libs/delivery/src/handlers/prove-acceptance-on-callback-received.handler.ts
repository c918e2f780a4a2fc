import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { callbackReceived, CallbackReceived } from '#libs/contracts';
import { BusContext, BusHandler, defaultPolicy, type Decision } from '#libs/bus';
import { proveAcceptance, proveAcceptanceLoad } from '../actions/prove-acceptance.js';
import { DELIVERY_GROUP } from '../delivery-group.js';

@Controller()
export class ProveAcceptanceOnCallbackReceived {
  @BusHandler(callbackReceived, { group: DELIVERY_GROUP, load: proveAcceptanceLoad, policy: defaultPolicy })
  handle(@Payload() body: CallbackReceived, @Ctx() context: BusContext): Decision {
    return proveAcceptance(body, context);
  }
}
