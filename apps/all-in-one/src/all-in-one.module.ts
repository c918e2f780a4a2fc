import type { DynamicModule } from '@nestjs/common';
import { DeliveryModule, deliverySchema } from '#libs/delivery';
import { IntakeModule, intakeSchema } from '#libs/intake';
import { OperationsModule } from '#libs/operations';
import type { Clock, Settings } from '#libs/runtime';
import { house } from '#libs/service';
import { TicketingModule, ticketingSchema } from '#libs/ticketing';

const parts = {
  features: [IntakeModule, TicketingModule, DeliveryModule, OperationsModule],
  schemas: [intakeSchema, ticketingSchema, deliverySchema],
  whole: true,
};

/** The whole line in one process. */
export function allInOne(settings: Readonly<Settings>, clock?: Clock): DynamicModule {
  return house(settings, parts, clock);
}
