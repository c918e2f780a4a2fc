import type { DeadLetterDetail, DeadLetterPage, FailureGroupPage } from '#libs/operations';
import { picked, type Command } from '../command.js';
import { local } from '../moments.js';
import type { Output } from '../output.js';
import { pretty } from '../pretty.js';

const FILTER = ['state', 'group', 'fingerprint', 'key', 'type'] as const;

export const deadLetters: Command = {
  name: 'dead-letters',
  summary: 'Messages that could not be handled: by cause, one by one, or one of them whole',
  usage: `[ID] [options]
  ID                 one of them whole, with its body and what became of it
  --list             one by one, newest first, instead of by cause
  --state STATE      open (unless told), chosen, replaying, replayed, skipped, all
  --group G --fingerprint F --key K --type T
  --limit N --cursor TEXT
  --export           all of them whole, a JSON object on each line`,
  options: {
    ...Object.fromEntries(FILTER.map((name) => [name, { type: 'string' as const }])),
    list: { type: 'boolean', default: false },
    limit: { type: 'string', default: '20' },
    cursor: { type: 'string' },
    export: { type: 'boolean', default: false },
  },
  words: { least: 0, most: 1 },
  async run(given, client, output) {
    const [id] = given.words;
    const filter = picked(given, FILTER);
    if (id !== undefined) {
      const letter = await client.get<DeadLetterDetail>(`v1/dead-letters/${encodeURIComponent(id)}`);
      return output.show(letter, (one) => whole(one, output));
    }
    if (given.flags.has('export')) return output.pass(await client.stream('v1/dead-letters/export', filter));
    if (given.flags.has('list')) {
      const page = await client.get<DeadLetterPage>('v1/dead-letters', {
        ...filter,
        ...picked(given, ['limit', 'cursor']),
      });
      return output.show(page, (one) => list(one, output));
    }
    const groups = await client.get<FailureGroupPage>('v1/dead-letters/groups', {
      ...filter,
      ...picked(given, ['limit']),
    });
    output.show(groups, (one) => byCause(one, output));
  },
};

function byCause({ items }: FailureGroupPage, output: Output): void {
  if (items.length === 0) return output.line('There is none.');
  output.table(
    ['FINGERPRINT', 'GROUP', 'TYPE', 'COUNT', 'FIRST', 'LAST', 'NEWEST', 'REASON'],
    items.map((one) => [
      one.fingerprint,
      one.group,
      one.type,
      one.count,
      local(one.firstSeen),
      local(one.lastSeen),
      one.sampleId,
      one.reason,
    ]),
  );
}

function list({ total, items, nextCursor }: DeadLetterPage, output: Output): void {
  if (total === 0) return output.line('There is none.');
  output.table(
    ['ID', 'FAILED', 'STATE', 'GROUP', 'TYPE', 'KEY', 'REASON'],
    items.map((one) => [one.id, local(one.failedAt), one.state, one.group, one.type, one.key, one.reason]),
  );
  output.line(`\n${total} in all${nextCursor === undefined ? '' : `; there is more: --cursor ${nextCursor}`}`);
}

function whole(one: DeadLetterDetail, output: Output): void {
  output.line(`dead letter ${one.id}: ${one.state}`);
  output.line(`  message      ${one.messageId} (${one.type}), ${one.topic}/${one.partition} offset ${one.offset}`);
  output.line(`  key          ${one.key}`);
  output.line(`  group        ${one.group}`);
  output.line(`  failed       ${local(one.firstFailedAt ?? one.failedAt)}, last ${local(one.failedAt)}`);
  output.line(`  given up     ${one.failures} times, ${one.tries} calls of the handler`);
  output.line(`  fingerprint  ${one.fingerprint}`);
  if (one.settledBy)
    output.line(`  settled      ${one.settledAt ? local(one.settledAt) : ''} by ${one.settledBy}: ${one.settledWhy}`);
  if (one.replayId) output.line(`  replay       ${one.replayId}`);
  output.line(`\n${one.reason}\n`);
  output.line(pretty(one.body));
  if (one.corrected) output.line(`\ncorrected to\n${pretty(one.corrected.body)}`);
}
