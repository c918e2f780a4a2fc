import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import Batch from 'kafkajs/src/consumer/batch.js';
import type { DatedRecord } from '../envelope.js';
import type { ReadBounds } from '../transport.js';
import { storedRecord } from './kafka-record.js';

/** Leaders move, and are not known for a moment. */
const TRIES = 3;
const TRY_AGAIN_MILLISECONDS = 200;
const ANSWER_WITHIN = 10_000;
/** Kafka gives nothing less than whole batches, so that a smaller bound would only be asked for again. */
const LEAST_BYTES = 64 * 1024;
const READ_COMMITTED = 1;
const EARLIEST = -2;

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** What kafkajs calls a cluster: the client below its consumers, which it keeps to itself. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(node: { nodeId: string }): Promise<Broker>;
}

interface Broker {
  fetch(request: object): Promise<{ responses: { partitions: object[] }[] }>;
  listOffsets(request: object): Promise<{ responses: { partitions: { offset: string }[] }[] }>;
}

interface Stretch {
  readonly records: DatedRecord[];
  /** The offset behind all that the brokers have looked at. */
  readonly next: number;
}

/**
 * Reads single places of the log, by the request that consumers use, but without a group: joining one takes seconds, shows up
 * in every list of groups, and has to be cleaned away. One connection, made when it is first needed.
 */
export class LogReader {
  private connecting: Promise<Cluster> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /** The next records from `fromOffset` on; empty at the end of the partition only, and where there is no such partition. */
  async read(place: Place, fromOffset: number, bounds: ReadBounds): Promise<DatedRecord[]> {
    let offset = fromOffset;
    for (let tries = 1; ; tries++) {
      try {
        for (;;) {
          const { records, next } = await this.fetch(place, offset, bounds);
          // A stretch that holds nothing for us, such as an aborted transaction: what we want stands behind it.
          if (records.length > 0 || next <= offset) return records;
          offset = next;
        }
      } catch (error) {
        if (tries === TRIES) throw error;
        if (isOutOfRange(error)) {
          const start = await this.startOf(place);
          if (start <= offset) return [];
          offset = start;
        } else await this.lookAgain();
      }
    }
  }

  async close(): Promise<void> {
    const cluster = await this.connecting?.catch(() => undefined);
    await cluster?.disconnect();
  }

  private async fetch(place: Place, offset: number, bounds: ReadBounds): Promise<Stretch> {
    const { topic, partition } = place;
    const leader = await this.leaderOf(place);
    if (!leader) return { records: [], next: offset };
    const maxBytes = Math.max(bounds.maxBytes, LEAST_BYTES);
    const { responses } = await leader.fetch({
      isolationLevel: READ_COMMITTED,
      // At once, also when there is nothing: the time only limits how long we wait for an answer.
      minBytes: 0,
      maxWaitTime: ANSWER_WITHIN,
      maxBytes,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
    });
    const answer = responses[0]?.partitions[0];
    if (!answer) return { records: [], next: offset };
    const batch = new Batch(topic, String(offset), answer);
    const records: DatedRecord[] = [];
    let bytes = 0;
    for (const message of batch.messages) {
      bytes += (message.value?.length ?? 0) + (message.key?.length ?? 0);
      if (records.length === bounds.maxRecords || (bytes > bounds.maxBytes && records.length > 0)) break;
      records.push({ ...storedRecord(place, message), appendedAt: new Date(Number(message.timestamp)) });
    }
    // With nothing raw in it the answer says nothing: what stands behind may belong to a transaction that is still open.
    return { records, next: batch.rawMessages.length > 0 ? Number(batch.lastOffset()) + 1 : offset };
  }

  private async startOf({ topic, partition }: Place): Promise<number> {
    const leader = await this.leaderOf({ topic, partition });
    const answer = await leader?.listOffsets({
      isolationLevel: READ_COMMITTED,
      topics: [{ topic, partitions: [{ partition, timestamp: EARLIEST }] }],
    });
    return Number(answer?.responses[0]?.partitions[0]?.offset ?? 0);
  }

  private async leaderOf({ topic, partition }: Place): Promise<Broker | undefined> {
    const cluster = await this.cluster();
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadataIfNecessary();
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    return nodeId === undefined ? undefined : cluster.findBroker({ nodeId });
  }

  private async lookAgain(): Promise<void> {
    await sleep(TRY_AGAIN_MILLISECONDS);
    const cluster = await this.connecting?.catch(() => undefined);
    await cluster?.refreshMetadata().catch(() => undefined);
  }

  private async cluster(): Promise<Cluster> {
    this.connecting ??= this.connect();
    return this.connecting;
  }

  private async connect(): Promise<Cluster> {
    const cluster = newCluster(this.kafka);
    try {
      await cluster.connect();
      return cluster;
    } catch (error) {
      this.connecting = undefined;
      await cluster.disconnect().catch(() => undefined);
      throw error;
    }
  }
}

/** With the settings of the client. The version of kafkajs is pinned; one without this door is told of by every suite of Kafka. */
function newCluster(kafka: Kafka): Cluster {
  const door = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const make = door && (kafka as unknown as Record<symbol, (options: object) => Cluster>)[door];
  if (!make) throw new Error('this version of kafkajs has no createCluster: see log-reader.ts');
  return make({ allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED });
}

function isOutOfRange(error: unknown): boolean {
  return (error as { type?: unknown }).type === 'OFFSET_OUT_OF_RANGE';
}
