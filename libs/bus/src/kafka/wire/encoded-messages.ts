import type { Message } from 'kafkajs';

/**
 * All messages of one request to one partition, encoded already; to kafkajs they are a single one. Of single ones it would copy
 * the list of a partition for each message that it adds.
 */
export class EncodedMessages implements Message {
  /** kafkajs sends no message without one. */
  readonly value = null;
  /** See recordTail. */
  readonly tails: Buffer[] = [];

  constructor(readonly partition: number) {}
}
