import { setTimeout as sleep } from 'node:timers/promises';
// The default import: Node can't see this name among the exports of a CommonJS module.
import kafkajs, { type Admin } from 'kafkajs';
import { BusBootError } from '../boot-checks.js';
import type { TopicSpec } from '../transport.js';
import type { TopicRules } from './kafka-options.js';
import { contradictionsOf, topicConfig, type FoundTopic } from './topic-contradictions.js';

/** A topic that has just been made is not known everywhere at once. */
const LOOKS = 25;
const LOOK_AGAIN_MILLISECONDS = 200;

/** Makes the topics that are missing. Throws BusBootError for one that contradicts the rules, or that the brokers refuse. */
export async function prepareTopics(admin: Admin, topics: readonly TopicSpec[], rules: TopicRules): Promise<void> {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !present.has(topic));
  if (missing.length > 0) await make(admin, missing, rules);
  const found = await describe(
    admin,
    topics.map(({ topic }) => topic),
  );
  const mistakes = topics.flatMap((spec) => contradictionsOf(spec, rules, found.get(spec.topic) as FoundTopic));
  if (mistakes.length > 0)
    throw new BusBootError(`The topics are not as the settings say:\n  ${mistakes.join('\n  ')}`);
}

async function make(admin: Admin, missing: readonly TopicSpec[], rules: TopicRules): Promise<void> {
  try {
    await admin.createTopics({
      // kafkajs would take a topic that is not known everywhere yet for one that could not be made; we look ourselves.
      waitForLeaders: false,
      topics: missing.map(({ topic, partitions }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: rules.replication,
        configEntries: topicConfig(rules),
      })),
    });
  } catch (error) {
    const errors = (error as { errors?: { type?: string; message: string }[] }).errors ?? [];
    // Made by another process of ours in this moment: what it is like is looked at next.
    if (errors.length > 0 && errors.every(({ type }) => type === 'TOPIC_ALREADY_EXISTS')) return;
    const reasons = errors.length > 0 ? errors.map(({ message }) => message) : [(error as Error).message];
    throw new BusBootError(
      `The topics can't be made: ${[...new Set(reasons)].join('; ')} (HUYING_KAFKA_REPLICATION is ${rules.replication})`,
      { cause: error },
    );
  }
}

async function describe(admin: Admin, names: string[]): Promise<Map<string, FoundTopic>> {
  for (let look = 1; ; look++) {
    try {
      return await describeOnce(admin, names);
    } catch (error) {
      if (look === LOOKS) throw error;
      await sleep(LOOK_AGAIN_MILLISECONDS);
    }
  }
}

async function describeOnce(admin: Admin, names: string[]): Promise<Map<string, FoundTopic>> {
  const { topics } = await admin.fetchTopicMetadata({ topics: names });
  const leaderless = topics.find(({ partitions }) => partitions.some(({ leader }) => leader < 0));
  if (leaderless) throw new Error(`${leaderless.name} has a partition without a leader`);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  });
  const configs = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      {
        partitions: partitions.length,
        replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        config: configs.get(name) ?? new Map<string, string>(),
      },
    ]),
  );
}
