import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BusModule, busSchema, connectBus, Transport } from '#libs/bus';
import { ProblemFilter, RuntimeModule, Settings } from '#libs/runtime';
import { StoreModule, type Schema } from '#libs/store';

export interface BusService {
  readonly broker: string;
  readonly databaseUrl: string;
  readonly partitions: number;
  /** What the handlers keep, beside what the bus keeps. */
  readonly schemas: readonly Schema[];
  /** Holds the handlers. */
  readonly part: Type;
  /** Called before anything is heard. */
  readonly before?: (transport: Transport) => void;
}

/** The bus over Kafka with the handlers of one module, in a service as our processes have it. */
export async function startBus(service: BusService): Promise<NestFastifyApplication> {
  const { broker, databaseUrl, partitions, schemas, part, before } = service;
  const settings = Object.assign(new Settings(), { databaseUrl, busTransport: 'kafka', kafkaBrokers: broker });
  const parts = {
    module: class Parts {},
    imports: [
      RuntimeModule.forRoot(settings),
      StoreModule.forRoot({ schemas: [busSchema, ...schemas] }),
      BusModule.forRoot({ partitions, whole: false }),
      part,
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(parts, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  before?.(app.get<Transport>(Transport));
  app.useGlobalFilters(new ProblemFilter());
  connectBus(app);
  await app.init();
  await app.startAllMicroservices();
  return app;
}
