import type { DynamicModule } from '@nestjs/common';
import { DeliveryApiModule, deliverySchema } from '#libs/delivery';
import { IntakeApiModule, intakeSchema } from '#libs/intake';
import { OperationsModule } from '#libs/operations';
import type { Settings } from '#libs/runtime';
import { house } from '#libs/service';
import { TicketingApiModule, ticketingSchema } from '#libs/ticketing';

const parts = {
  features: [IntakeApiModule, TicketingApiModule, DeliveryApiModule, OperationsModule],
  schemas: [intakeSchema, ticketingSchema, deliverySchema],
  whole: false,
};

/** What people look at and do, of every feature, on the database that the others work on. */
export function consoleParts(settings: Readonly<Settings>): DynamicModule {
  return house(settings, parts);
}
