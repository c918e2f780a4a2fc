import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type LogEntry, type RetryOptions } from 'kafkajs';
import type { KafkaOptions } from './kafka-options.js';
import { fasterKafkajs } from './wire/faster-kafkajs.js';

const log = new Logger('kafka');

/**
 * Short: kafkajs nests its retries (a send retries, and so does each look for a broker inside it), and whoever waits for an
 * append is an HTTP request. What must not give up (consumers, the relay) begins anew by itself.
 */
export const RETRY: RetryOptions = {
  initialRetryTime: 100,
  maxRetryTime: 1_000,
  multiplier: 2,
  factor: 0.2,
  retries: 3,
};

export function kafkaClient(options: KafkaOptions): Kafka {
  fasterKafkajs();
  return new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    ssl: options.tls,
    ...(options.sasl ? { sasl: options.sasl } : {}),
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: RETRY,
    logLevel: logLevel.WARN,
    logCreator: () => tell,
  });
}

/** While the brokers are away kafkajs says the same many times a second. */
const SAY_AGAIN_MILLISECONDS = 10_000;
const said = new Map<string, number>();

/** kafkajs calls an error what it then mends by itself: to us that is a warning, and its warnings are details. */
function tell({ level, log: { message, error, groupId } }: LogEntry): void {
  const fields = { ...(error ? { error: String(error) } : {}), ...(groupId ? { group: String(groupId) } : {}) };
  if (level > logLevel.ERROR) return log.debug?.(fields, message);
  const now = Date.now();
  if (now - (said.get(message) ?? 0) < SAY_AGAIN_MILLISECONDS) return;
  if (said.size > 100) said.clear();
  said.set(message, now);
  log.warn(fields, message);
}
