import type { DynamicModule } from '@nestjs/common';
import { DeliveryWorkModule, deliverySchema } from '#libs/delivery';
import type { Settings } from '#libs/runtime';
import { house } from '#libs/service';

/** Tells platforms; is asked nothing over HTTP but its health. */
export function delivery(settings: Readonly<Settings>): DynamicModule {
  return house(settings, { features: [DeliveryWorkModule], schemas: [deliverySchema], whole: false });
}
