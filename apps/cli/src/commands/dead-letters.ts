import type { DeadLetterView } from '#libs/operations';
import { picked, type Command } from '../command.js';
import { local } from '../moments.js';

export const deadLetters: Command = {
  name: 'dead-letters',
  summary: 'Messages that could not be handled, newest first',
  usage: '[--limit N]',
  options: { limit: { type: 'string', default: '20' } },
  words: { least: 0, most: 0 },
  async run(given, client, output) {
    const page = await client.get<{ total: number; items: DeadLetterView[] }>(
      'v1/dead-letters',
      picked(given, ['limit']),
    );
    output.show(page, ({ total, items }) => {
      if (total === 0) return output.line('There is none.');
      output.table(
        ['FAILED', 'GROUP', 'TYPE', 'KEY', 'FINGERPRINT', 'REASON'],
        items.map((one) => [local(one.failedAt), one.group, one.type, one.key, one.fingerprint, one.reason]),
      );
      output.line(`\n${total} in all`);
    });
  },
};
