import type { OperatorActPage } from '#libs/operations';
import { picked, type Command } from '../command.js';
import { local } from '../moments.js';

export const acts: Command = {
  name: 'acts',
  summary: 'What operators did to the bus, and why; newest first',
  usage: '[--limit N] [--cursor TEXT]',
  options: { limit: { type: 'string', default: '20' }, cursor: { type: 'string' } },
  words: { least: 0, most: 0 },
  async run(given, client, output) {
    const page = await client.get<OperatorActPage>('v1/operator-acts', picked(given, ['limit', 'cursor']));
    output.show(page, ({ items, nextCursor }) => {
      output.table(
        ['AT', 'WHO', 'ACT', 'TARGET', 'REASON'],
        items.map(({ at, actor, act, target, reason }) => [local(at), actor, act, JSON.stringify(target), reason]),
      );
      if (nextCursor !== undefined) output.line(`\nThere is more: --cursor ${nextCursor}`);
    });
  },
};
