import type { PolicyPage } from '#libs/operations';
import type { Command } from '../command.js';
import { duration } from '../moments.js';

export const policies: Command = {
  name: 'policies',
  summary: 'Who hears what, and what happens when it fails, as in force',
  usage: '',
  options: {},
  words: { least: 0, most: 0 },
  async run(_given, client, output) {
    output.show(await client.get<PolicyPage>('v1/policies'), ({ items }) =>
      output.table(
        ['GROUP', 'TYPE', 'AT ONCE', 'LATER, AFTER', 'FOLLOWERS', 'DEAD AT ONCE'],
        items.map(({ group, type, immediateTries, delayedTries, followers, deadAtOnce }) => [
          group,
          type,
          immediateTries,
          delayedTries.map((milliseconds) => duration(milliseconds / 1_000)).join(' ') || '(never)',
          followers,
          deadAtOnce.join(', '),
        ]),
      ),
    );
  },
};
