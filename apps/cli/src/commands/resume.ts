import { needed, type Command } from '../command.js';

export const resume: Command = {
  name: 'resume',
  summary: 'A group that was paused goes on where it stopped',
  usage: 'GROUP [--type MESSAGE-TYPE] --reason TEXT',
  options: { type: { type: 'string' }, reason: { type: 'string' } },
  words: { least: 1, most: 1 },
  async run(given, client, output) {
    const [group = ''] = given.words;
    const messageType = given.options['type'];
    await client.post(`v1/groups/${encodeURIComponent(group)}/resume`, {
      reason: needed(given, 'reason'),
      messageType,
    });
    output.show({ group, messageType, resumed: true }, () =>
      output.line(`${group}${messageType ? ` (${messageType})` : ''} goes on.`),
    );
  },
};
