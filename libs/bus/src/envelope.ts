/** A message on its way: CloudEvents 1.0 attributes in our words, beside the body. */
export interface Envelope {
  /** CloudEvents `id`: equal for the same fact, so that a repeat is known. */
  readonly id: string;
  /** Name of the message type (`ce_type` is `huying.<name>.v<version>`). */
  readonly type: string;
  readonly version: number;
  /** CloudEvents `source`: the part that said it, e.g. `/huying/intake`. */
  readonly source: string;
  /** ISO 8601 with Z. */
  readonly time: string;
  /** CloudEvents `partitionkey`: what order rests on. */
  readonly key: string;
  /** Version of the aggregate that said it; 0 where there is none. */
  readonly sequence: number;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** Headers beside these: what tools for Kafka read of a dead letter, or what a foreign producer has put there. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A message as the log holds it. */
export interface LogRecord {
  readonly topic: string;
  readonly envelope: Envelope;
  /** The body as JSON text; validated when it is consumed. */
  readonly body: string;
}

/** A record with its place in the log. */
export interface StoredRecord extends LogRecord {
  readonly partition: number;
  readonly offset: number;
  /** Why nobody can read it, where what stands in the log is not one of our records. */
  readonly unreadable?: string;
}

/** A record with the moment at which it was appended, by the clock of who appended it (Kafka: or of the broker). */
export interface DatedRecord extends StoredRecord {
  readonly appendedAt: Date;
}

const PREFIX = 'huying.';

export function topicOf(messageName: string): string {
  return PREFIX + messageName;
}

/** The message type whose topic that is. */
export function messageOf(topic: string): string {
  return topic.slice(PREFIX.length);
}
