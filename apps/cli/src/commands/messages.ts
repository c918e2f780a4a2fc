import type { MessagePageView, MessageView } from '#libs/operations';
import { picked, type Command } from '../command.js';
import { local } from '../moments.js';
import type { Output } from '../output.js';
import { pretty } from '../pretty.js';

const CHOICE = ['partition', 'offset', 'from', 'until', 'key', 'id'] as const;

export const messages: Command = {
  name: 'messages',
  summary: 'Messages of a topic as they stand in the log; nobody’s position is moved, personal data stays sealed',
  usage: `TOPIC [options]
  --partition N --offset N   from a place of the log on
  --from TIME|end            from a moment on (2026-11-25T14:00:00+08:00), or the newest
  --until TIME
  --key KEY                  of one key
  --id ID                    of one message
  --limit N                  on one page, 1 to 200 (20)
  --cursor TEXT              the next page, as the page before says
  --full                     with bodies and headers
  --export                   all of them, a JSON object on each line`,
  options: {
    ...Object.fromEntries(CHOICE.map((name) => [name, { type: 'string' as const }])),
    limit: { type: 'string', default: '20' },
    cursor: { type: 'string' },
    full: { type: 'boolean', default: false },
    export: { type: 'boolean', default: false },
  },
  words: { least: 1, most: 1 },
  async run(given, client, output) {
    const choice = { topic: given.words[0], ...picked(given, CHOICE) };
    if (given.flags.has('export')) {
      return output.pass(await client.stream('v1/messages/export', choice));
    }
    const query = { ...choice, ...picked(given, ['limit', 'cursor']) };
    const page = await client.get<MessagePageView>('v1/messages', query);
    output.show(page, ({ items, nextCursor }) => {
      if (given.flags.has('full')) for (const one of items) whole(one, output);
      else list(items, output);
      if (nextCursor !== undefined) output.line(`\nThere may be more: --cursor ${nextCursor}`);
      else if (items.length === 0) output.line('There is none.');
    });
  },
};

function list(items: readonly MessageView[], output: Output): void {
  if (items.length === 0) return;
  output.table(
    ['PLACE', 'APPENDED', 'KEY', 'ID', 'BODY'],
    items.map(({ partition, offset, appendedAt, envelope, body, unreadable }) => [
      `${partition}/${offset}`,
      local(appendedAt),
      envelope.key,
      envelope.id.length > 40 ? `${envelope.id.slice(0, 39)}…` : envelope.id,
      unreadable === undefined ? body : `UNREADABLE: ${unreadable}`,
    ]),
  );
}

function whole(
  { topic, partition, offset, appendedAt, envelope, body, unreadable }: MessageView,
  output: Output,
): void {
  output.line(`${topic}/${partition} offset ${offset}, appended ${local(appendedAt)}`);
  if (unreadable !== undefined) output.line(`UNREADABLE: ${unreadable}`);
  output.line(JSON.stringify(envelope, undefined, 2));
  output.line(pretty(body));
  output.line();
}
