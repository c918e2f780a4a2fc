import { Controller, Inject, Module, type Type } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { DataSource } from 'typeorm';
import type { TicketChanged } from '#libs/contracts';
import { SampleThing, sampleThing } from '../sample-thing.js';
import { startStockMicroservice, type StockMicroservice } from '../stock-microservice.js';
import { PoisonRun } from './poison-run.js';

function controllerOf(topic: string): Type {
  @Controller()
  class TellOnTicketChanged {
    constructor(
      @Inject(DataSource) private readonly dataSource: DataSource,
      @Inject(PoisonRun) private readonly run: PoisonRun,
    ) {}

    @EventPattern(topic as string | undefined)
    async tell(@Payload() message: TicketChanged): Promise<void> {
      await this.dataSource.transaction(async (manager) => {
        const things = manager.getRepository(SampleThing);
        const row = await things.findOne({ where: { id: message.ticketId }, lock: { mode: 'pessimistic_write' } });
        const body = this.run.tell(row?.body, message);
        await things.save(row ? Object.assign(row, { body }) : sampleThing(message.ticketId, { body, done: false }));
      });
      this.run.commit(message);
    }
  }
  return TellOnTicketChanged;
}

/** Where it hears, and how it keeps what it has heard. */
export interface StockPlace {
  readonly broker: string;
  readonly partitions: number;
  /** New; its group has the same name. */
  readonly topic: string;
  readonly dataSource: DataSource;
}

/** The same handler on a stock NestJS microservice. */
export class StockNest {
  private constructor(
    private readonly app: StockMicroservice,
    private readonly producer: Producer,
    private readonly topic: string,
  ) {}

  static async start({ broker, partitions, topic, dataSource }: StockPlace, run: PoisonRun): Promise<StockNest> {
    const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }],
      waitForLeaders: true,
    });
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    @Module({
      controllers: [controllerOf(topic)],
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: PoisonRun, useValue: run },
      ],
    })
    class StockPart {}
    const app = await startStockMicroservice(broker, topic, StockPart);
    return new StockNest(app, producer, topic);
  }

  async append(...messages: TicketChanged[]): Promise<void> {
    await this.producer.send({
      topic: this.topic,
      acks: -1,
      messages: messages.map((message) => ({ key: message.ticketId, value: JSON.stringify(message) })),
    });
  }

  async stop(): Promise<void> {
    await this.producer.disconnect();
    await this.app.close();
  }
}
