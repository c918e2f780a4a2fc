import type { PauseView } from '#libs/operations';
import { needed, type Command } from '../command.js';
import { local } from '../moments.js';

export const pause: Command = {
  name: 'pause',
  summary: 'Every process stops handling messages of a group within 2 s; they wait in the log',
  usage: 'GROUP [--type MESSAGE-TYPE] --reason TEXT',
  options: { type: { type: 'string' }, reason: { type: 'string' } },
  words: { least: 1, most: 1 },
  async run(given, client, output) {
    const body = { reason: needed(given, 'reason'), messageType: given.options['type'] };
    const paused = await client.post<PauseView>(`v1/groups/${encodeURIComponent(given.words[0] ?? '')}/pause`, body);
    output.show(paused as PauseView, ({ group, messageType, by, since, reason }) =>
      output.line(`${group}${messageType ? ` (${messageType})` : ''} rests since ${local(since)}, by ${by}: ${reason}`),
    );
  },
};
