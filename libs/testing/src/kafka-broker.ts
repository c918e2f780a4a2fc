import { inject } from 'vitest';
import type { KafkaServer } from './kafka-server.js';

/**
 * The brokers that a suite may use beside other suites: those of KAFKA_BROKERS, else one that all spec files of this run
 * share. Undefined, with a loud line, where there is no Kafka; in CI that is a failure. A topic's name must be the suite's own.
 */
export async function sharedKafka(): Promise<string[] | undefined> {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS.split(',');
  const answer = (await (await fetch(inject('kafkaDesk'))).json()) as { broker?: string; missing?: string };
  return answer.broker ? [answer.broker] : notTested(new Error(answer.missing));
}

/** A broker of the suite's own, which it may kill; it must be stopped. Undefined as above; KAFKA_BROKERS is of no use here. */
export async function ownKafka(): Promise<KafkaServer | undefined> {
  try {
    // Loaded only here: most suites need no Kafka client.
    return await (await import('./kafka-server.js')).KafkaServer.start();
  } catch (error) {
    return notTested(error as Error);
  }
}

function notTested(error: Error): undefined {
  if (process.env.CI === 'true') throw error;
  console.warn(
    `NOT TESTED ON KAFKA: ${error.message}, or name brokers in KAFKA_BROKERS (no Docker engine is looked for)`,
  );
  return undefined;
}
