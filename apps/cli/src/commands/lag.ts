import type { TopicPage } from '#libs/operations';
import type { Command } from '../command.js';
import { duration } from '../moments.js';

export const lag: Command = {
  name: 'lag',
  summary: 'Groups that are behind, partition by partition, with the age of the oldest message that waits',
  usage: '[GROUP] [--all]\n  --all   those that are not behind, too',
  options: { all: { type: 'boolean', default: false } },
  words: { least: 0, most: 1 },
  async run({ words: [wanted], flags }, client, output) {
    const { items } = await client.get<TopicPage>('v1/topics');
    const now = Date.now();
    const behind = items.flatMap(({ topic, groups }) =>
      groups
        .filter(({ group }) => wanted === undefined || group === wanted)
        .flatMap(({ group, partitions, paused }) =>
          partitions
            .filter((one) => flags.has('all') || one.lag > 0)
            .map((one) => ({ group, topic, ...one, ...(paused ? { paused } : {}) })),
        ),
    );
    output.show(behind, () => {
      if (behind.length === 0) return output.line('Nobody is behind.');
      output.table(
        ['GROUP', 'TOPIC', 'PARTITION', 'POSITION', 'LAG', 'OLDEST', 'NOTE'],
        behind.map(({ group, topic, partition, position, lag: waiting, oldestAt, paused }) => [
          group,
          topic,
          partition,
          position,
          waiting,
          oldestAt === undefined ? '' : duration(Math.max(0, now - Date.parse(oldestAt)) / 1_000),
          paused ? `paused by ${paused.by}: ${paused.reason}` : '',
        ]),
      );
    });
  },
};
