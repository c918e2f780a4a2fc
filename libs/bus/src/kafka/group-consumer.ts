import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { Loop } from '#libs/runtime';
import { GroupPaused } from '../group-paused.js';
import type { RecordBatch } from '../transport.js';
import { ToldOffsets } from './told-offsets.js';
import { within } from './within.js';
import { RETRY } from './kafka-client.js';
import { storedRecord } from './kafka-record.js';
import type { Assignment } from './assignment.js';

/** Partitions that may be in hand at a time: all of a fetch, since what is there together is written together. */
const CONCURRENTLY = 64;
/** Twice as many cost an eighth more processor time each: what a batch holds outlives the young generation then. */
const MAX_RECORDS = 500;
const MAX_BYTES = { partition: 2 * 1024 * 1024, fetch: 8 * 1024 * 1024 };
const FETCH_WAIT = 500;
/** Three heartbeats may be lost. */
const HEARTBEATS = 3.3;
const PAUSE = { first: 500, longest: 5_000, notPlaced: 200 };
/** An idle consumer fetches twice a second; one that has not for this long will never again. */
const SILENCE = 60_000;
const LOOK_EVERY = 15_000;
const PLACED_WITHIN = 1_000;
const TELL_WITHIN = 500;
const CLOSE_WITHIN = 6_000;

export type OnBatch = (batch: RecordBatch) => Promise<void>;

/**
 * One member of a group. What kafkajs does by itself is held on a short rein: offsets are committed only after the database
 * has committed, the database's position is where it begins, nothing that a message does makes it crash, and if it falls
 * silent it is replaced.
 */
export class GroupConsumer {
  private readonly log: Logger;
  private readonly watchdog: Loop;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly failures = new Map<string, number>();
  private consumer: Consumer | undefined;
  private told: ToldOffsets | undefined;
  private lastSign = Date.now();
  private inHand = 0;
  private closed = false;

  constructor(
    private readonly parts: { readonly kafka: Kafka; readonly sessionMilliseconds: number },
    private readonly group: string,
    private readonly topics: readonly string[],
    private readonly assignment: Assignment,
    private readonly onBatch: OnBatch,
  ) {
    this.log = new Logger(`kafka ${group}`);
    this.watchdog = new Loop(`kafka watchdog ${group}`, () => this.look(), LOOK_EVERY);
  }

  async start(): Promise<void> {
    await this.open();
    this.watchdog.start();
  }

  /** Finishes the batches in hand and leaves the group. */
  async stop(): Promise<void> {
    this.closed = true;
    await this.watchdog.stop();
    for (const timer of this.timers) clearTimeout(timer);
    await this.leave();
  }

  private get heartbeat(): number {
    return Math.floor(this.parts.sessionMilliseconds / HEARTBEATS);
  }

  private async open(): Promise<void> {
    const consumer: Consumer = this.parts.kafka.consumer({
      groupId: `huying.${this.group}`,
      sessionTimeout: this.parts.sessionMilliseconds,
      heartbeatInterval: this.heartbeat,
      maxBytesPerPartition: MAX_BYTES.partition,
      maxBytes: MAX_BYTES.fetch,
      maxWaitTimeInMs: FETCH_WAIT,
      allowAutoTopicCreation: false,
      // Not one that was replaced or told to stop: it would come back as a member that nobody knows.
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(this.consumer === consumer) },
    });
    this.consumer = consumer;
    this.told = new ToldOffsets(consumer);
    this.lastSign = Date.now();
    consumer.on(consumer.events.FETCH, () => (this.lastSign = Date.now()));
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      this.assignment.receive(payload.memberAssignment, (seek) => consumer.seek(seek)),
    );
    // What kafkajs does not restart by itself counts as silence at once.
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) this.lastSign = 0;
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: CONCURRENTLY,
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  private async leave(): Promise<void> {
    const { consumer, told } = this;
    this.consumer = undefined;
    if (told) await within(TELL_WITHIN, told.tell());
    if (consumer && !(await within(CLOSE_WITHIN, consumer.disconnect())))
      this.log.warn(`did not leave the group within ${CLOSE_WITHIN} ms; the brokers will notice`);
  }

  /** The watchdog's turn. */
  private async look(): Promise<number> {
    if (this.closed || this.inHand > 0 || Date.now() - this.lastSign < SILENCE) return LOOK_EVERY;
    this.log.warn('has fetched nothing for too long and is made anew');
    await this.leave();
    await this.open();
    return LOOK_EVERY;
  }

  /** Rejects only with what kafkajs has to know: that the group is being put together anew. */
  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    await payload.heartbeat();
    await within(PLACED_WITHIN, this.assignment.placed);
    const generation = this.assignment.generation;
    const standsAt = this.assignment.positionOf(topic, partition);
    if (payload.isStale() || this.closed) return;
    if (this.assignment.isLost(topic, partition)) return void payload.pause();
    if (standsAt === undefined) return this.pause(payload, PAUSE.notPlaced);
    const first = Number(payload.batch.messages[0]?.offset ?? standsAt);
    if (first < standsAt) {
      // Offsets never fall but in a log that has been made anew; the next look at the whole will name it.
      this.assignment.lose(topic, partition, first);
      return void payload.pause();
    }
    this.inHand++;
    let interrupted = false;
    const beat = setInterval(() => void payload.heartbeat().catch(() => (interrupted = true)), this.heartbeat);
    try {
      for (const part of portions(payload.batch.messages)) {
        if (interrupted || this.closed || !payload.isRunning() || payload.isStale()) return;
        await this.onBatch({
          topic,
          partition,
          records: part.map((message) => storedRecord({ topic, partition }, message)),
          isStale: () => this.assignment.generation !== generation,
        });
        this.advance(payload, (part.at(-1) as KafkaMessage).offset);
      }
    } catch (error) {
      if (error instanceof GroupPaused) this.rest(payload, error);
      else this.fail(payload, error as Error);
    } finally {
      clearInterval(beat);
      this.inHand--;
    }
  }

  private advance(payload: EachBatchPayload, offset: string): void {
    const { topic, partition } = payload.batch;
    const next = Number(offset) + 1;
    this.failures.delete(`${topic}/${partition}`);
    this.assignment.advance(topic, partition, next);
    payload.resolveOffset(offset);
    this.told?.note(topic, partition, next);
  }

  /** The batch comes again after a pause; the other partitions go on. */
  private fail(payload: EachBatchPayload, error: Error): void {
    const place = `${payload.batch.topic}/${payload.batch.partition}`;
    const times = (this.failures.get(place) ?? 0) + 1;
    this.failures.set(place, times);
    const pause = Math.min(PAUSE.first * 2 ** (times - 1), PAUSE.longest);
    this.log.warn({ err: error, place, times }, `the batch could not be handled and comes again in ${pause} ms`);
    this.pause(payload, pause);
  }

  /** Keeps the partition and fetches nothing more of it; heartbeats and fetches of the others go on. */
  private rest(payload: EachBatchPayload, { resumed }: GroupPaused): void {
    const resume = payload.pause();
    void resumed.then(() => {
      if (!this.closed && payload.isRunning()) resume();
    });
  }

  private pause(payload: EachBatchPayload, milliseconds: number): void {
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      // The member may have been replaced meanwhile: then there is nothing to resume.
      if (!this.closed && payload.isRunning()) resume();
    }, milliseconds);
    timer.unref();
    this.timers.add(timer);
  }
}

function* portions(messages: readonly KafkaMessage[]): Generator<readonly KafkaMessage[]> {
  for (let at = 0; at < messages.length; at += MAX_RECORDS) yield messages.slice(at, at + MAX_RECORDS);
}
