import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BusContext, BusHandler, defaultPolicy, type Decision } from '#libs/bus';
import { InboundQuarantined, inboundQuarantined } from '#libs/contracts';
import { quarantineStages, registerQuarantine } from '../actions/register-quarantine.js';
import { Rulebook } from '../domain/rulebook.js';
import { TICKETING_GROUP } from '../ticketing-group.js';

@Controller()
export class PutOnDeskOnInboundQuarantinedHandler {
  constructor(private readonly rulebook: Rulebook) {}

  @BusHandler(inboundQuarantined, { group: TICKETING_GROUP, load: quarantineStages, policy: defaultPolicy })
  handle(@Payload() body: InboundQuarantined, @Ctx() context: BusContext): Decision {
    return registerQuarantine(body, context, this.rulebook);
  }
}
