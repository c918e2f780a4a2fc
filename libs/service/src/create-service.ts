import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { authenticateRequests } from '#libs/access';
import { connectBus } from '#libs/bus';
import {
  countRequests,
  keepRawBodies,
  MAX_BODY_BYTES,
  Metrics,
  ProblemFilter,
  Settings,
  traceRequests,
} from '#libs/runtime';
import { handleTogether } from './handle-together.js';
import { letConnectionsGo } from './let-connections-go.js';
import { LOOK_MILLISECONDS, letSlowClientsGo } from './let-slow-clients-go.js';
import { serveDocuments } from './serve-documents.js';

/** A Nest application of the given parts, wired as every process of the house is, not listening yet. */
export async function createService(parts: DynamicModule, logger: LoggerService): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    http: { connectionsCheckingInterval: LOOK_MILLISECONDS },
    keepAliveTimeout: 65_000,
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 256 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(parts, adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  traceRequests(fastify);
  countRequests(fastify, app.get(Metrics));
  letConnectionsGo(fastify);
  letSlowClientsGo(fastify, app.get(Settings).httpPatienceSeconds);
  keepRawBodies(fastify);
  handleTogether(fastify);
  authenticateRequests(fastify, app);
  app.useGlobalFilters(new ProblemFilter());
  connectBus(app);
  serveDocuments(app);
  app.enableShutdownHooks();
  return app;
}
