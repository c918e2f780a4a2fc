import { Controller, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BusHandler, defaultPolicy, say, type Decision, type Transport } from '#libs/bus';
import { deliveryRequested, eventReceived, EventReceived } from '#libs/contracts';
import { insert } from '#libs/store';
import { startBus } from '#libs/testing/servers';
import type { Contender } from './contender-options.js';
import { lineSchema, LineHistory, LineTicket } from './line-schema.js';
import { outgoing, PARTITIONS } from './line-event.js';
import type { Meter } from './meter.js';

/** Through the bus's own handler API: one message at a time, with inbox and outbox. */
export const ours: Contender = async ({ broker, databaseUrl, group }, meter) => {
  @Controller()
  class OpenTicketOnEventReceived {
    // What came before is in the inbox, so there is nothing to load.
    @BusHandler(eventReceived, { group, load: [], policy: defaultPolicy })
    decide(@Payload() event: EventReceived): Decision {
      const ticket = Object.assign(new LineTicket(), {
        id: event.ticketId,
        source: event.source,
        eventId: event.eventId,
        title: event.title,
        description: event.description,
        category: event.category ?? null,
        reportedAt: new Date(event.reportedAt ?? event.receivedAt),
        status: 'RECEIVED',
        turn: meter.turn(),
      });
      const history = Object.assign(new LineHistory(), {
        ticketId: event.ticketId,
        number: 1,
        status: 'RECEIVED',
        actor: 'bench',
        at: new Date(event.receivedAt),
      });
      return {
        changes: [insert(LineTicket, ticket), insert(LineHistory, history)],
        messages: [say(deliveryRequested, outgoing(event, event.ticketId), 1)],
      };
    }
  }
  @Module({ controllers: [OpenTicketOnEventReceived] })
  class LinePart {}
  const app = await startBus({
    broker,
    databaseUrl,
    partitions: PARTITIONS,
    schemas: [lineSchema],
    part: LinePart,
    before: (transport) => measure(transport, meter),
  });
  return () => app.close();
};

/** At the port between the log and the bus: when a batch is given back, it is committed and what it says is in the log. */
function measure(transport: Transport, meter: Meter): void {
  const subscribe = transport.subscribe.bind(transport);
  transport.subscribe = (group, topics, onBatch) =>
    subscribe(group, topics, async (batch) => {
      meter.taken();
      await onBatch(batch);
      meter.finished(batch.records.length);
    });
}
