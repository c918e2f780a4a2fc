import type { DynamicModule } from '@nestjs/common';
import { TicketingWorkModule, ticketingSchema } from '#libs/ticketing';
import type { Settings } from '#libs/runtime';
import { house } from '#libs/service';

/** Decides on what the bus brings; is asked nothing over HTTP but its health. */
export function ticketing(settings: Readonly<Settings>): DynamicModule {
  return house(settings, { features: [TicketingWorkModule], schemas: [ticketingSchema], whole: false });
}
