import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BusContext, BusHandler, defaultPolicy, type Decision } from '#libs/bus';
import { EventReceived, eventReceived } from '#libs/contracts';
import { eventStages } from '../actions/load-stages.js';
import { NumberPool } from '../actions/number-pool.js';
import { openTicket } from '../actions/open-ticket.js';
import { Rulebook } from '../domain/rulebook.js';
import { TICKETING_GROUP } from '../ticketing-group.js';

@Controller()
export class OpenTicketOnEventReceivedHandler {
  constructor(
    private readonly rulebook: Rulebook,
    private readonly numbers: NumberPool,
  ) {}

  @BusHandler(eventReceived, { group: TICKETING_GROUP, load: eventStages, policy: defaultPolicy })
  handle(@Payload() event: EventReceived, @Ctx() context: BusContext): Decision {
    return openTicket(event, context, this.rulebook, (ticketId, now) => this.numbers.take(ticketId, now));
  }
}
