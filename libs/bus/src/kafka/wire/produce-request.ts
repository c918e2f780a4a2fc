import type { Message } from 'kafkajs';
import { ByteWriter } from './byte-writer.js';
import { crc32c } from './crc32c.js';
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

/** A message that is encoded already: its `value` is the tail of its record. */
export class EncodedMessage implements Message {
  constructor(
    readonly value: Buffer,
    readonly partition: number,
  ) {}
}

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
  const writer = new ByteWriter();
  writer.int16(-1);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    const name = Buffer.from(topic);
    writer.int16(name.length);
    writer.raw(name);
    writer.int32(partitions.length);
    for (const { partition, messages, firstSequence = 0 } of partitions) {
      writer.int32(partition);
      writeBatch(writer, messages, { now, producerEpoch, firstSequence });
    }
  }
  return writer.view();
}

interface BatchFields {
  readonly now: number;
  readonly producerEpoch: number;
  readonly firstSequence: number;
}

/** A record batch of magic 2, with its length before it. */
function writeBatch(writer: ByteWriter, messages: readonly Message[], fields: BatchFields): void {
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
  writer.int32(messages.length - 1);
  writer.int64(fields.now);
  writer.int64(fields.now);
  writer.int64(NOBODY);
  writer.int16(fields.producerEpoch);
  writer.int32(fields.firstSequence);
  writer.int32(messages.length);
  for (const [index, message] of messages.entries()) {
    const tail = message instanceof EncodedMessage ? message.value : recordTail(message);
    writeRecord(writer, tail, index);
  }
  writer.patchInt32(start, writer.length - start - 4);
  writer.patchInt32(lengthAt, writer.length - lengthAt - 4);
  writer.patchInt32(sumAt, crc32c(writer.view(sumAt + 4)));
}
