import { readFileSync } from 'node:fs';
import type { PreviewView, ReplayDetail, ReplayPage, ReplayView } from '#libs/operations';
import type { Client } from '../client.js';
import { needed, picked, UsageError, type Command, type Given } from '../command.js';
import { local } from '../moments.js';
import type { Output } from '../output.js';

const CONDITIONS = {
  id: 'deadLetterId',
  message: 'messageId',
  key: 'key',
  fingerprint: 'fingerprint',
  group: 'group',
  type: 'type',
  'failed-from': 'failedFrom',
  'failed-before': 'failedBefore',
} as const;

export const replay: Command = {
  name: 'replay',
  summary: 'Gives dead letters, or a range of the log, to their group once more',
  usage: `CONDITION… [--dry-run] --reason TEXT          dead letters: all conditions must hold
  --id ID            of a dead letter          --fingerprint F   of one cause
  --message ID       of a message              --key K  --group G  --type T
  --failed-from TIME --failed-before TIME
  --body FILE        a corrected body for the one of --id
huying replay --range --group G --topic T --from TIME --before TIME [--again] [--dry-run] --reason TEXT
                     what the group has not handled of a range of the log; all of it with --again
  --dry-run          what it would do; changes nothing
  --rate N           messages a second (50)
  --no-wait          do not wait for its end
huying replay list [--limit N] [--cursor TEXT]
huying replay show ID
huying replay stop ID --reason TEXT
TIME has its zone: 2026-11-25T14:00:00+08:00`,
  options: {
    ...Object.fromEntries(Object.keys(CONDITIONS).map((name) => [name, { type: 'string' as const }])),
    range: { type: 'boolean', default: false },
    topic: { type: 'string' },
    from: { type: 'string' },
    before: { type: 'string' },
    again: { type: 'boolean', default: false },
    body: { type: 'string' },
    rate: { type: 'string' },
    reason: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    'no-wait': { type: 'boolean', default: false },
    limit: { type: 'string', default: '20' },
    cursor: { type: 'string' },
  },
  words: { least: 0, most: 2 },
  async run(given, client, output) {
    const [what, id] = given.words;
    if (what === undefined) return start(given, client, output);
    if (what === 'list') return list(given, client, output);
    if (what !== 'show' && what !== 'stop') throw new UsageError(`${what} is none of list, show, stop`);
    if (id === undefined) throw new UsageError('the id of the replay must be given');
    const path = `v1/replays/${encodeURIComponent(id)}`;
    if (what === 'stop') await client.post(`${path}/stop`, { reason: needed(given, 'reason') });
    output.show(await client.get<ReplayDetail>(path), (one) => detail(one, output));
  },
};

async function start(given: Given, client: Client, output: Output): Promise<void> {
  const selection = selectionOf(given);
  if (given.flags.has('dry-run')) {
    const preview = await client.post<PreviewView>('v1/replays/preview', selection);
    return output.show(preview as PreviewView, (one) => tellPreview(one, output));
  }
  const { rate, body } = given.options;
  if (body !== undefined && given.options['id'] === undefined) throw new UsageError('--body goes with --id');
  const started = await client.post<ReplayView>('v1/replays', {
    selection,
    reason: needed(given, 'reason'),
    ...(rate === undefined ? {} : { rate: wholeOf(rate) }),
    ...(body === undefined ? {} : { correction: { body: readBody(body) } }),
  });
  const { id } = started as ReplayView;
  const end = given.flags.has('no-wait') ? await look(client, id) : await ended(client, id);
  output.show(end, (one) => detail(one, output));
}

function selectionOf(given: Given): object {
  const { options, flags } = given;
  if (flags.has('range')) {
    const [group, topic, from, before] = ['group', 'topic', 'from', 'before'].map((name) => needed(given, name));
    return { range: { group, topic, from, before, again: flags.has('again') } };
  }
  for (const name of ['topic', 'from', 'before'])
    if (options[name] !== undefined) throw new UsageError(`--${name} goes with --range`);
  if (flags.has('again')) throw new UsageError('--again goes with --range: a dead letter was not handled');
  const conditions = Object.entries(CONDITIONS).flatMap(([name, field]) =>
    options[name] === undefined ? [] : [[field, options[name]]],
  );
  if (conditions.length === 0) throw new UsageError('say which: --id, --key, --fingerprint or another condition');
  return { deadLetters: Object.fromEntries(conditions) as object };
}

function wholeOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError('--rate must be a whole number');
  return Number(text);
}

function readBody(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--body: ${(error as Error).message}`);
  }
}

const LOOK_EVERY_MILLISECONDS = 500;
/** What fails anew waits for its schedule or for a person: when nothing moves for so long, how it stands is told. */
const STILL_MILLISECONDS = 4_000;

async function ended(client: Client, id: string): Promise<ReplayDetail> {
  let waiting = -1;
  for (let movedAt = Date.now(); ;) {
    const now = await look(client, id);
    if (now.state === 'running' || now.waiting !== waiting) movedAt = Date.now();
    waiting = now.waiting;
    if (now.state !== 'running' && (waiting === 0 || Date.now() - movedAt > STILL_MILLISECONDS)) return now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLISECONDS));
  }
}

function look(client: Client, id: string): Promise<ReplayDetail> {
  return client.get<ReplayDetail>(`v1/replays/${encodeURIComponent(id)}`);
}

async function list(given: Given, client: Client, output: Output): Promise<void> {
  const page = await client.get<ReplayPage>('v1/replays', picked(given, ['limit', 'cursor']));
  output.show(page, ({ items, nextCursor }) => {
    if (items.length === 0) return output.line('There was none.');
    output.table(
      ['ID', 'STARTED', 'STATE', 'TAKEN', 'PASSED', 'REFUSED', 'BY', 'REASON'],
      items.map((one) => [
        one.id,
        local(one.startedAt),
        one.state,
        one.taken,
        one.passed,
        one.refused,
        one.by,
        one.reason,
      ]),
    );
    if (nextCursor !== undefined) output.line(`\nThere is more: --cursor ${nextCursor}`);
  });
}

function tellPreview({ found, taken, refused, sample, complete }: PreviewView, output: Output): void {
  output.line(`${found} found${complete ? '' : ' at the beginning of a long range'}: ${taken} would be taken.`);
  if (refused > 0) output.line(`${refused} would be refused: something older of their key waits (huying parked).`);
  if (sample.length > 0) output.line(`The first: ${sample.join(', ')}`);
  output.line('Nothing was changed.');
}

function detail(one: ReplayDetail, output: Output): void {
  output.line(`replay ${one.id}: ${one.state}; ${one.taken} taken, ${one.passed} passed, ${one.refused} refused`);
  output.line(`  started ${local(one.startedAt)} by ${one.by}: ${one.reason}`);
  const letters = Object.entries(one.letters).map(([state, count]) => `${count} ${state}`);
  if (letters.length > 0) output.line(`  dead letters: ${letters.join(', ')}`);
  if (one.waiting > 0) output.line(`  ${one.waiting} not handled yet (huying parked; huying replay show ${one.id})`);
  for (const { deadLetterId, reason } of one.refusals) output.line(`  refused ${deadLetterId}: ${reason}`);
}
