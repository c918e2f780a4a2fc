import type { TopicSpec } from '../transport.js';
import type { TopicRules } from './kafka-options.js';

/** A topic as the brokers describe it. */
export interface FoundTopic {
  readonly partitions: number;
  readonly replication: number;
  /** Its configuration, by the names of Kafka. */
  readonly config: ReadonlyMap<string, string>;
}

/** The configuration that our topics are given, by the names of Kafka. */
export function topicConfig(rules: TopicRules): { name: string; value: string }[] {
  return [
    { name: 'min.insync.replicas', value: String(rules.minInsync) },
    { name: 'retention.ms', value: String(rules.retentionMilliseconds) },
    { name: 'max.message.bytes', value: String(rules.maxMessageBytes) },
    { name: 'cleanup.policy', value: 'delete' },
  ];
}

/** What is otherwise than the settings say, each with the way to change it. */
export function contradictionsOf({ topic, partitions }: TopicSpec, rules: TopicRules, found: FoundTopic): string[] {
  const mistakes: string[] = [];
  if (found.partitions !== partitions) {
    mistakes.push(
      `${topic} has ${found.partitions} partitions, the settings say ${partitions}: set HUYING_BUS_PARTITIONS=${found.partitions}. Partitions can't be added to a topic in use: keys would move and lose their order`,
    );
  }
  if (found.replication !== rules.replication) {
    mistakes.push(
      `${topic} has ${found.replication} copies, the settings say ${rules.replication}: set HUYING_KAFKA_REPLICATION=${found.replication}, or move the topic with kafka-reassign-partitions.sh`,
    );
  }
  for (const { name, value } of topicConfig(rules)) {
    const actual = found.config.get(name);
    const roomier = name === 'max.message.bytes' && Number(actual) > Number(value);
    if (actual === value || roomier) continue;
    mistakes.push(
      `${topic} has ${name}=${actual ?? '(unknown)'}, the settings say ${value}: kafka-configs.sh --bootstrap-server <broker> --alter --entity-type topics --entity-name ${topic} --add-config ${name}=${value}${SETTING[name] ? `, or set ${SETTING[name]}` : ''}`,
    );
  }
  return mistakes;
}

const SETTING: Readonly<Record<string, string>> = {
  'min.insync.replicas': 'HUYING_KAFKA_MIN_INSYNC',
  'retention.ms': 'HUYING_KAFKA_RETENTION_DAYS',
};
