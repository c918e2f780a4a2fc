import type { TopicPage, TopicView } from '#libs/operations';
import type { Command } from '../command.js';
import type { Output } from '../output.js';
import { duration, local } from '../moments.js';

export const topics: Command = {
  name: 'topics',
  summary: 'Topics: how much is in them, how much comes, who hears them and how far those are behind',
  usage: '[TOPIC]\n  TOPIC   one topic (or message type) with its partitions',
  options: {},
  words: { least: 0, most: 1 },
  async run({ words: [topic] }, client, output) {
    if (topic === undefined) return output.show(await client.get<TopicPage>('v1/topics'), (page) => list(page, output));
    output.show(await client.get<TopicView>(`v1/topics/${encodeURIComponent(topic)}`), (one) => detail(one, output));
  },
};

function list({ items }: TopicPage, output: Output): void {
  const rows = items.flatMap(({ topic, messages, perSecond, groups }) => {
    const heard = groups.map(({ group, lag, oldestSeconds, paused }) => [
      group,
      lag,
      oldestSeconds === undefined ? '' : duration(oldestSeconds),
      paused ? `paused by ${paused.by}: ${paused.reason}` : '',
    ]);
    const [first = ['', '', '', ''], ...more] = heard;
    return [[topic, messages, perSecond, ...first], ...more.map((group) => ['', '', '', ...group])];
  });
  output.table(['TOPIC', 'MESSAGES', 'PER S', 'HEARD BY', 'LAG', 'OLDEST', 'NOTE'], rows);
}

function detail({ partitions, groups }: TopicView, output: Output): void {
  output.table(
    ['PARTITION', 'START', 'END', 'PER S'],
    partitions.map(({ partition, start, end, perSecond }) => [partition, start, end, perSecond]),
  );
  for (const { group, partitions: heard, paused } of groups) {
    output.line();
    output.line(`${group}${paused ? `, paused by ${paused.by}: ${paused.reason}` : ''}`);
    output.table(
      ['PARTITION', 'POSITION', 'LAG', 'OLDEST'],
      heard.map(({ partition, position, lag, oldestAt }) => [
        partition,
        position,
        lag,
        oldestAt ? local(oldestAt) : '',
      ]),
    );
  }
}
