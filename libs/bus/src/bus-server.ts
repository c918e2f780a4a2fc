import { Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { messageTypes } from '#libs/contracts';
import { BatchEntry } from './batch-entry.js';
import { checkHandlers } from './boot-checks.js';
import { BUS, type HandlerExtras } from './bus-handler.js';
import { BusOptions } from './bus-options.js';
import { begunTopics } from './consumer/position.js';
import { dltOf } from './dead-letters/mirror.js';
import { topicOf } from './envelope.js';
import { BlockedKeys } from './parked/blocked-keys.js';
import { ParkedWorker } from './parked/parked-worker.js';
import { Handlers } from './handlers/handlers.js';
import type { Registration } from './registration.js';
import { Transport, type PartitionLag, type Subscription } from './transport.js';

/** Nest's transport strategy over our log: ordinary controllers with @BusHandler, run batch by batch. */
@Injectable()
export class BusServer extends Server implements CustomTransportStrategy {
  override readonly transportId: symbol = BUS;
  /** We await the handlers' streams ourselves, so Nest need not log their errors a second time. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly registrations: Registration[] = [];
  private subscriptions: Subscription[] = [];

  constructor(
    private readonly transport: Transport,
    private readonly entry: BatchEntry,
    private readonly busOptions: BusOptions,
    private readonly dataSource: DataSource,
    private readonly parkedWorker: ParkedWorker,
    private readonly handlers: Handlers,
    private readonly blocked: BlockedKeys,
  ) {
    super();
  }

  /** A list of our own: the base class would chain two handlers of one pattern, and the failure of one would fail both. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    super.addHandler(`${String(pattern)}#${this.registrations.length}`, callback, isEventHandler, extras);
    this.registrations.push({ ...(extras as unknown as HandlerExtras), handler: callback });
  }

  /** Checks the handlers, makes the topics, and begins to hear. */
  async start(): Promise<void> {
    checkHandlers(this.registrations, messageTypes, this.busOptions.whole);
    await this.transport.prepare(
      messageTypes
        .flatMap(({ name }) => [topicOf(name), dltOf(topicOf(name))])
        .map((topic) => ({ topic, partitions: this.busOptions.partitions })),
    );
    await this.entry.open();
    await this.handlers.announce(this.registrations);
    await this.blocked.hold(this.registrations);
    for (const group of new Set(this.registrations.map(({ options }) => options.group))) {
      const byTopic = new Map(
        this.registrations
          .filter(({ options }) => options.group === group)
          .map((one) => [topicOf(one.message.name), one]),
      );
      const subscription = await this.transport.subscribe(group, [...byTopic.keys()], async (batch) => {
        const registration = byTopic.get(batch.topic);
        if (registration) await this.entry.take(registration, batch);
      });
      this.subscriptions.push(subscription);
    }
    this.parkedWorker.start(this.registrations);
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  /** Ends after the batches in hand. */
  async close(): Promise<void> {
    const open = this.subscriptions;
    this.subscriptions = [];
    await Promise.all([...open.map((subscription) => subscription.stop()), this.parkedWorker.stop()]);
  }

  /** What the groups of this process hear. */
  heard(): { group: string; topic: string }[] {
    return this.registrations.map(({ message, options }) => ({ group: options.group, topic: topicOf(message.name) }));
  }

  /** How far each group is behind, by partition: the groups of this process, and those that have begun in others. */
  async lag(): Promise<Record<string, readonly PartitionLag[]>> {
    const topics = new Map<string, Set<string>>();
    for (const { group, topic } of [...this.heard(), ...(await begunTopics(this.dataSource.manager))])
      topics.set(group, (topics.get(group) ?? new Set()).add(topic));
    const lags = await Promise.all(
      [...topics].map(async ([group, names]) => [group, await this.transport.lag(group, [...names])] as const),
    );
    return Object.fromEntries(lags);
  }

  on(): never {
    throw new Error('the bus has no events to subscribe to; write a @BusHandler');
  }

  unwrap<T>(): T {
    return this.transport as T;
  }
}
