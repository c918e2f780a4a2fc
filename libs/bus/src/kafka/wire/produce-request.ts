import type { Message } from 'kafkajs';
import { ByteWriter } from './byte-writer.js';
import { crc32c } from './crc32c.js';
import { EncodedMessages } from './encoded-messages.js';
import { recordTail, writeRecord } from './record-encoder.js';

/** What kafkajs asks its encoder of a produce request for. */
export interface ProduceOptions {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null | undefined;
  readonly producerId?: number | object;
  readonly producerEpoch?: number;
  readonly compression?: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly messages: readonly Message[];
      readonly firstSequence?: number;
    }[];
  }[];
}

const MAGIC = 2;
const NOBODY = -1;
/** What stands before the names of topics, the batches, their records and the tails of these, at most. */
const REQUEST_BYTES = 16;
const TOPIC_BYTES = 8;
const BATCH_BYTES = 72;
const RECORD_BYTES = 16;

/** Whether it is of the one kind that we write: not compressed, not idempotent, dated by the moment of the request. */
export function isPlain({ compression = 0, transactionalId, producerId, topicData }: ProduceOptions): boolean {
  if (compression !== 0 || transactionalId) return false;
  if (producerId !== undefined && Number(producerId) !== NOBODY) return false;
  return topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every(({ timestamp }) => timestamp === undefined)),
  );
}

/** The request of version 3 to 7 behind its header, in one pass: kafkajs makes three buffers of a record and two of a header. */
export function produceRequest({ acks, timeout, topicData, producerEpoch = 0 }: ProduceOptions, now: number): Buffer {
  const topics = topicData.map(({ topic, partitions }) => ({
    name: Buffer.from(topic),
    partitions: partitions.map((one) => ({ ...one, tails: tailsOf(one.messages) })),
  }));
  const writer = new ByteWriter(sizeOf(topics));
  writer.int16(-1);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topics.length);
  for (const { name, partitions } of topics) {
    writer.int16(name.length);
    writer.raw(name);
    writer.int32(partitions.length);
    for (const { partition, tails, firstSequence = 0 } of partitions) {
      writer.int32(partition);
      writeBatch(writer, tails, { now, producerEpoch, firstSequence });
    }
  }
  return writer.view();
}

function tailsOf(messages: readonly Message[]): Buffer[] {
  return messages.flatMap((message) => (message instanceof EncodedMessages ? message.tails : recordTail(message)));
}

/** At most: made at once, since memory that grows to a megabyte is fetched from the system step by step, and copied. */
function sizeOf(topics: readonly { name: Buffer; partitions: readonly { tails: readonly Buffer[] }[] }[]): number {
  let bytes = REQUEST_BYTES;
  for (const { name, partitions } of topics) {
    bytes += name.length + TOPIC_BYTES;
    for (const { tails } of partitions) {
      bytes += BATCH_BYTES;
      for (const tail of tails) bytes += tail.length + RECORD_BYTES;
    }
  }
  return bytes;
}

interface BatchFields {
  readonly now: number;
  readonly producerEpoch: number;
  readonly firstSequence: number;
}

/** A record batch of magic 2, with its length before it. */
function writeBatch(writer: ByteWriter, tails: readonly Buffer[], fields: BatchFields): void {
  const start = writer.length;
  writer.int32(0);
  writer.int64(0);
  const lengthAt = writer.length;
  writer.int32(0);
  writer.int32(0);
  writer.int8(MAGIC);
  const sumAt = writer.length;
  writer.int32(0);
  writer.int16(0);
  writer.int32(tails.length - 1);
  writer.int64(fields.now);
  writer.int64(fields.now);
  writer.int64(NOBODY);
  writer.int16(fields.producerEpoch);
  writer.int32(fields.firstSequence);
  writer.int32(tails.length);
  tails.forEach((tail, index) => writeRecord(writer, tail, index));
  writer.patchInt32(start, writer.length - start - 4);
  writer.patchInt32(lengthAt, writer.length - lengthAt - 4);
  writer.patchInt32(sumAt, crc32c(writer.view(sumAt + 4)));
}
