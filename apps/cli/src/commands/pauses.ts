import type { PausePage } from '#libs/operations';
import type { Command } from '../command.js';
import { local } from '../moments.js';

export const pauses: Command = {
  name: 'pauses',
  summary: 'What rests by order of an operator',
  usage: '',
  options: {},
  words: { least: 0, most: 0 },
  async run(_given, client, output) {
    output.show(await client.get<PausePage>('v1/pauses'), ({ items }) => {
      if (items.length === 0) return output.line('Nothing is paused.');
      output.table(
        ['GROUP', 'TYPE', 'SINCE', 'BY', 'REASON'],
        items.map(({ group, messageType, since, by, reason }) => [
          group,
          messageType ?? 'all',
          local(since),
          by,
          reason,
        ]),
      );
    });
  },
};
