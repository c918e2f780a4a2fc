import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { deliveryRequested, DeliveryRequested } from '#libs/contracts';
import { BusContext, BusHandler, defaultPolicy, type Decision } from '#libs/bus';
import { PlatformDirectory } from '#libs/platforms';
import { keepDelivery, keepDeliveryLoad } from '../actions/keep-delivery.js';
import { noWayTo } from '../actions/words-for-holes.js';
import { DELIVERY_GROUP } from '../delivery-group.js';

@Controller()
export class KeepDeliveryOnDeliveryRequested {
  constructor(private readonly directory: PlatformDirectory) {}

  @BusHandler(deliveryRequested, { group: DELIVERY_GROUP, load: keepDeliveryLoad, policy: defaultPolicy })
  handle(@Payload() body: DeliveryRequested, @Ctx() context: BusContext): Decision {
    const settings = this.directory.find(body.platform)?.settings;
    const hole = settings?.outbound ? undefined : noWayTo(settings ?? { code: body.platform }, body.purpose);
    const { traceparent } = context.record.envelope;
    return keepDelivery(body, { hole, traceparent }, context);
  }
}
