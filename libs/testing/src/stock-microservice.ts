import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';

const CLOSE_WITHIN = 5_000;

export interface StockMicroservice {
  close(): Promise<void>;
}

/** A NestJS microservice over Kafka as its documentation shows it: `Transport.KAFKA`, `@EventPattern`, all else as shipped. */
export async function startStockMicroservice(broker: string, groupId: string, part: Type): Promise<StockMicroservice> {
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(part, {
    transport: Transport.KAFKA,
    logger: false,
    options: {
      client: { brokers: [broker] },
      consumer: { groupId },
      subscribe: { fromBeginning: true },
    },
  });
  await app.listen();
  return {
    // A consumer that is waiting to try a message again does not always end when it is told to.
    close: () => Promise.race([app.close(), new Promise<void>((resolve) => setTimeout(resolve, CLOSE_WITHIN))]),
  };
}
