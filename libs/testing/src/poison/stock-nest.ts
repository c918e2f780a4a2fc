import { Controller, Inject, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { DataSource } from 'typeorm';
import type { TicketChanged } from '#libs/contracts';
import { SampleThing, sampleThing } from '../sample-thing.js';
import { startStockMicroservice, type StockMicroservice } from '../stock-microservice.js';
import { PoisonRun } from './poison-run.js';

const TOPIC = 'stock-ticket-changed';

@Controller()
class TellOnTicketChanged {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PoisonRun) private readonly run: PoisonRun,
  ) {}

  @EventPattern(TOPIC)
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

/** The same handler on a stock NestJS microservice. */
export class StockNest {
  private constructor(
    private readonly app: StockMicroservice,
    private readonly producer: Producer,
  ) {}

  static async start(broker: string, partitions: number, dataSource: DataSource, run: PoisonRun): Promise<StockNest> {
    const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [{ topic: TOPIC, numPartitions: partitions, replicationFactor: 1 }],
      waitForLeaders: true,
    });
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    @Module({
      controllers: [TellOnTicketChanged],
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: PoisonRun, useValue: run },
      ],
    })
    class StockPart {}
    const app = await startStockMicroservice(broker, 'stock', StockPart);
    return new StockNest(app, producer);
  }

  async append(message: TicketChanged): Promise<void> {
    await this.producer.send({
      topic: TOPIC,
      acks: -1,
      messages: [{ key: message.ticketId, value: JSON.stringify(message) }],
    });
  }

  async stop(): Promise<void> {
    await this.producer.disconnect();
    await this.app.close();
  }
}
