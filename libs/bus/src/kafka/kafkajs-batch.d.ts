/** The package has no types for this file: what a consumer of its own makes of an answer to a fetch. */
declare module 'kafkajs/src/consumer/batch.js' {
  import type { KafkaMessage } from 'kafkajs';
  export default class Batch {
    constructor(topic: string, fetchedOffset: string, answer: object);
    /** Without aborted transactions and without the marks that transactions leave. */
    readonly messages: KafkaMessage[];
    /** The last offset that the answer covers, with what was left out. */
    lastOffset(): string;
    readonly rawMessages: unknown[];
  }
}
