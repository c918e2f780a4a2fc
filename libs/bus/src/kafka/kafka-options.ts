import type { SASLOptions } from 'kafkajs';
import type { Secrets, Settings } from '#libs/runtime';
import { BusBootError } from '../boot-checks.js';

/** What a topic of ours must be like. */
export interface TopicRules {
  /** Copies of each partition. */
  readonly replication: number;
  /** Copies that must have a record before it counts as appended. */
  readonly minInsync: number;
  readonly retentionMilliseconds: number;
  /** Of a batch of one partition, and so of one record. */
  readonly maxMessageBytes: number;
}

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls: boolean;
  readonly sasl?: SASLOptions;
  /**
   * A member that has died keeps its partitions for this long; so does one whose only broker was restarted, since kafkajs then
   * joins as a new member.
   */
  readonly sessionMilliseconds: number;
  readonly topics: TopicRules;
}

const SESSION_MILLISECONDS = 10_000;
/** Bodies of 1 MiB fit, with all that is added to them. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;
const DAY = 24 * 60 * 60_000;

/** Throws BusBootError when the settings contradict each other or the password is missing. */
export function kafkaOptions(settings: Settings, secrets: Pick<Secrets, 'find'>): KafkaOptions {
  if (settings.kafkaMinInsync > settings.kafkaReplication) {
    throw new BusBootError(
      `HUYING_KAFKA_MIN_INSYNC is ${settings.kafkaMinInsync}, but there are only ${settings.kafkaReplication} copies (HUYING_KAFKA_REPLICATION): nothing could ever be appended`,
    );
  }
  return {
    brokers: settings.kafkaBrokers.split(','),
    clientId: settings.kafkaClientId,
    tls: settings.kafkaTls,
    sasl: saslOf(settings, secrets),
    sessionMilliseconds: SESSION_MILLISECONDS,
    topics: {
      replication: settings.kafkaReplication,
      minInsync: settings.kafkaMinInsync,
      retentionMilliseconds: settings.kafkaRetentionDays * DAY,
      maxMessageBytes: MAX_MESSAGE_BYTES,
    },
  };
}

function saslOf(settings: Settings, secrets: Pick<Secrets, 'find'>): SASLOptions | undefined {
  if (settings.kafkaSasl === 'none') return undefined;
  const password = secrets.find('kafka.password');
  if (!settings.kafkaUsername || !password) {
    throw new BusBootError(
      `HUYING_KAFKA_SASL is ${settings.kafkaSasl}: give HUYING_KAFKA_USERNAME and the secret kafka.password (HUYING_SECRET_KAFKA_PASSWORD)`,
    );
  }
  return { mechanism: settings.kafkaSasl, username: settings.kafkaUsername, password } as SASLOptions;
}
