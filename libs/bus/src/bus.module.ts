import { Global, Module, type BeforeApplicationShutdown, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Health, Secrets, Settings } from '#libs/runtime';
import { AfterBatch, BatchHooks, BeforeBatch } from './batch-hooks.js';
import { BatchEntry } from './batch-entry.js';
import { BusGauges } from './bus-gauges.js';
import { BusMetrics } from './bus-metrics.js';
import { BusOptions, type BusPart } from './bus-options.js';
import { BusServer } from './bus-server.js';
import { BatchConsumer } from './consumer/batch-consumer.js';
import { Gatherer } from './consumer/gatherer.js';
import { FlowMetrics } from './flow-metrics.js';
import { Messages } from './operators/messages.js';
import { OperatorActs } from './operators/operator-acts.js';
import { Pauses } from './operators/pauses.js';
import { Topics } from './operators/topics.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { GroupWatch } from './group-watch.js';
import { Handlers } from './handlers/handlers.js';
import { openTransport } from './open-transport.js';
import { BlockedKeys } from './parked/blocked-keys.js';
import { ParkedGauges } from './parked/parked-gauges.js';
import { ParkedKeys } from './parked/parked-keys.js';
import { ParkedSignal } from './parked/parked-signal.js';
import { ParkedTurn } from './parked/parked-turn.js';
import { ParkedWorker } from './parked/parked-worker.js';
import { Publisher } from './publisher.js';
import { ReplayJob } from './replay/replay-job.js';
import { ReplayWork } from './replay/replay-work.js';
import { Replays } from './replay/replays.js';
import { RetentionJob } from './retention.job.js';
import { TransactionalUnitOfWork } from './transactional-unit-of-work.js';
import { TransportPublisher } from './transport-publisher.js';
import { Transport } from './transport.js';
import { UnitOfWork } from './unit-of-work.js';

/** Where the setting leaves it to us. */
const DEFAULT_PARTITIONS = { embedded: 2, kafka: 6 };

/** The bus, for every feature of this process. `connectBus(app)` connects the handlers. */
@Global()
@Module({})
export class BusModule implements BeforeApplicationShutdown {
  constructor(private readonly transport: Transport) {}

  static forRoot(options: BusPart): DynamicModule {
    return {
      module: BusModule,
      providers: [
        {
          provide: BusOptions,
          useFactory: ({ busTransport }: Settings) =>
            new BusOptions({ ...options, partitions: options.partitions || DEFAULT_PARTITIONS[busTransport] }),
          inject: [Settings],
        },
        {
          provide: Transport,
          useFactory: openTransport,
          inject: [DataSource, Settings, Secrets, Health],
        },
        { provide: UnitOfWork, useClass: TransactionalUnitOfWork },
        { provide: Publisher, useClass: TransportPublisher },
        AfterBatch,
        BatchConsumer,
        BatchEntry,
        BatchHooks,
        BeforeBatch,
        BlockedKeys,
        BusGauges,
        BusMetrics,
        BusServer,
        DeadLetters,
        FlowMetrics,
        Gatherer,
        Messages,
        GroupWatch,
        Handlers,
        OperatorActs,
        ParkedGauges,
        ParkedKeys,
        ParkedSignal,
        ParkedTurn,
        ParkedWorker,
        Pauses,
        ReplayJob,
        ReplayWork,
        Replays,
        RetentionJob,
        Topics,
      ],
      exports: [
        AfterBatch,
        BeforeBatch,
        BusServer,
        DeadLetters,
        Messages,
        Handlers,
        OperatorActs,
        ParkedKeys,
        Pauses,
        Topics,
        Publisher,
        Replays,
        Transport,
        UnitOfWork,
      ],
    };
  }

  /** Stops hearing before anything that handlers need is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }
}
