import { Controller, Inject, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { DataSource } from 'typeorm';
import type { TicketChanged } from '#libs/contracts';
import { SampleThing, sampleThing } from '../sample-thing.js';
import { PoisonRun } from './poison-run.js';

const TOPIC = 'stock-ticket-changed';
const CLOSE_WITHIN = 5_000;

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

/** A NestJS microservice over Kafka as its documentation shows it: `Transport.KAFKA`, `@EventPattern`, all else as shipped. */
export class StockNest {
  private constructor(
    private readonly app: INestMicroservice,
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
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(StockPart, {
      transport: Transport.KAFKA,
      logger: false,
      options: {
        client: { brokers: [broker] },
        consumer: { groupId: 'stock' },
        subscribe: { fromBeginning: true },
      },
    });
    await app.listen();
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
    // A consumer that is waiting to try a message again does not always end when it is told to.
    await Promise.race([this.app.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN))]);
  }
}
