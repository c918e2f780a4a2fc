import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BusContext, BusHandler, defaultPolicy, type Decision } from '#libs/bus';
import { DeliverySettled, deliverySettled } from '#libs/contracts';
import { settleDelivery } from '../actions/settle-delivery.js';
import { settlementStages } from '../actions/load-stages.js';
import { Rulebook } from '../domain/rulebook.js';
import { TICKETING_GROUP } from '../ticketing-group.js';

@Controller()
export class SettleOnDeliverySettledHandler {
  constructor(private readonly rulebook: Rulebook) {}

  @BusHandler(deliverySettled, { group: TICKETING_GROUP, load: settlementStages, policy: defaultPolicy })
  handle(@Payload() body: DeliverySettled, @Ctx() context: BusContext): Decision {
    return settleDelivery(body, context, this.rulebook);
  }
}
