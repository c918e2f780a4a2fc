import type { ParkedKeyPage, ParkedMessagePage } from '#libs/operations';
import { needed, picked, UsageError, type Command, type Given } from '../command.js';
import type { Client } from '../client.js';
import { duration, local } from '../moments.js';
import type { Output } from '../output.js';

const ACTS = ['release', 'hold', 'skip'];

export const parked: Command = {
  name: 'parked',
  summary: 'Keys whose messages wait behind one that failed; and what to do about one',
  usage: `[options]                                    which keys wait
huying parked messages GROUP KEY                    the messages of a key, in their order
huying parked release GROUP KEY --reason TEXT       try the first one now
huying parked skip GROUP KEY --message ID --reason TEXT
                                                    put the first one aside for good, the next goes on
huying parked hold GROUP KEY --reason TEXT          keep them all until they are released
  --group G --key K --state retrying|dead|held
  --limit N --cursor TEXT`,
  options: {
    group: { type: 'string' },
    key: { type: 'string' },
    state: { type: 'string' },
    message: { type: 'string' },
    reason: { type: 'string' },
    limit: { type: 'string', default: '20' },
    cursor: { type: 'string' },
  },
  words: { least: 0, most: 3 },
  async run(given, client, output) {
    const [what] = given.words;
    if (what === undefined) return list(given, client, output);
    const [, group, key] = given.words;
    if (what !== 'messages' && !ACTS.includes(what))
      throw new UsageError(`${what} is none of messages, ${ACTS.join(', ')}`);
    if (group === undefined || key === undefined) throw new UsageError('group and key must be given');
    if (what === 'messages') return listMessages({ group, key }, given, client, output);
    const messageId = what === 'skip' ? { messageId: needed(given, 'message') } : {};
    await client.post(`v1/parked-keys/${what}`, { group, key, ...messageId, reason: needed(given, 'reason') });
    const done = { release: 'is tried now', hold: 'is held', skip: 'goes on without that message' }[what];
    output.show({ group, key, act: what }, () => output.line(`${group} ${key} ${done}.`));
  },
};

async function list(given: Given, client: Client, output: Output): Promise<void> {
  const query = picked(given, ['group', 'key', 'state', 'limit', 'cursor']);
  const page = await client.get<ParkedKeyPage>('v1/parked-keys', query);
  const now = Date.now();
  output.show(page, ({ items, nextCursor }) => {
    if (items.length === 0) return output.line('Nothing waits.');
    output.table(
      ['GROUP', 'TOPIC', 'KEY', 'STATE', 'WAITING', 'OLDEST', 'NEXT TRY', 'REASON'],
      items.map((one) => [
        one.group,
        one.topic,
        one.key,
        one.state,
        one.messages,
        one.oldestAt ? duration(Math.max(0, now - Date.parse(one.oldestAt)) / 1_000) : '',
        one.dueAt ? local(one.dueAt) : '',
        one.state === 'held' ? `${one.actedBy}: ${one.actedWhy}` : (one.reason ?? ''),
      ]),
    );
    if (nextCursor !== undefined) output.line(`\nThere is more: --cursor ${nextCursor}`);
  });
}

async function listMessages(
  at: { group: string; key: string },
  given: Given,
  client: Client,
  output: Output,
): Promise<void> {
  const query = { ...at, ...picked(given, ['limit', 'cursor']) };
  const page = await client.get<ParkedMessagePage>('v1/parked-messages', query);
  output.show(page, ({ items, nextCursor }) => {
    if (items.length === 0) return output.line('Nothing waits.');
    output.table(
      ['MESSAGE', 'PLACE', 'PARKED', 'DEAD LETTER'],
      items.map((one) => [
        one.messageId,
        `${one.topic}/${one.partition}/${one.offset}`,
        local(one.parkedAt),
        one.deadLetterId ?? '',
      ]),
    );
    if (nextCursor !== undefined) output.line(`\nThere is more: --cursor ${nextCursor}`);
  });
}
