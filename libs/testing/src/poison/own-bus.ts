import { Controller, Inject, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BusContext, BusHandler, defaultPolicy, Publisher, Transport, type Decision } from '#libs/bus';
import { ticketChanged, TicketChanged, type MessageType } from '#libs/contracts';
import { insert, loadStage, update } from '#libs/store';
import { SampleThing, sampleSchema, sampleThing } from '../sample-thing.js';
import { startBus } from '../start-bus.js';
import { PoisonRun } from './poison-run.js';

export const GROUP = 'tellers';
const load = [loadStage(SampleThing, 'id', (body: TicketChanged) => [body.ticketId])];
/** Of a dead one's tries a run of a minute shall see the end. */
const policy = { ...defaultPolicy, delayedTries: [500, 1_000] };

/** Whose messages are told now. */
class Current {
  run: PoisonRun;
}

@Controller()
class TellOnTicketChanged {
  constructor(@Inject(Current) private readonly current: Current) {}

  @BusHandler(ticketChanged, { group: GROUP, load, policy })
  decide(@Payload() message: TicketChanged, @Ctx() { view }: BusContext): Decision {
    const row = view.get(SampleThing, message.ticketId);
    const body = this.current.run.tell(row?.body, message);
    return {
      changes: [
        row ? update(SampleThing, row, { body }) : insert(SampleThing, sampleThing(message.ticketId, { body })),
      ],
    };
  }
}

/** The same handler on this bus, in a service as our processes have it. */
export class OwnBus {
  private constructor(
    readonly app: NestFastifyApplication,
    private readonly current: Current,
  ) {}

  static async start(broker: string, partitions: number, databaseUrl: string): Promise<OwnBus> {
    const current = new Current();
    @Module({ controllers: [TellOnTicketChanged], providers: [{ provide: Current, useValue: current }] })
    class OwnPart {}
    const app = await startBus({
      broker,
      databaseUrl,
      partitions,
      schemas: [sampleSchema],
      part: OwnPart,
      before: (transport) => listen(transport, current),
    });
    return new OwnBus(app, current);
  }

  /** From now on it is told the messages of that run. */
  turnTo(run: PoisonRun): void {
    this.current.run = run;
  }

  async append(...messages: TicketChanged[]): Promise<void> {
    await this.app.get<Publisher>(Publisher).publish(
      messages.map((body) => ({
        type: ticketChanged as MessageType,
        body,
        id: `${body.ticketId}/${body.version}`,
      })),
    );
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

/** At the port between the log and the bus: when a batch is given back, it is committed. */
function listen(transport: Transport, current: Current): void {
  const subscribe = transport.subscribe.bind(transport);
  transport.subscribe = (group, topics, onBatch) =>
    subscribe(group, topics, async (batch) => {
      await onBatch(batch);
      for (const { body } of batch.records) current.run.commit(JSON.parse(body) as TicketChanged);
    });
}
