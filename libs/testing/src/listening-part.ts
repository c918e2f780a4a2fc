import { Controller, Injectable, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BusHandler, defaultPolicy, type Decision } from '#libs/bus';
import { ticketChanged, TicketChanged } from '#libs/contracts';

/** What the group `listeners` has heard in this process. */
@Injectable()
export class Heard {
  readonly bodies: TicketChanged[] = [];
}

@Controller()
class HearTicketChanged {
  constructor(private readonly heard: Heard) {}
  @BusHandler(ticketChanged, { group: 'listeners', load: [], policy: defaultPolicy })
  decide(@Payload() body: TicketChanged): Decision {
    this.heard.bodies.push(body);
    return { changes: [] };
  }
}

/** A part that hears every change of a ticket and does nothing about it. */
@Module({ controllers: [HearTicketChanged], providers: [Heard] })
export class ListeningPart {}
