import { badEvents } from './bad-events.js';
import { badProofs } from './bad-proofs.js';
import { oddBehaviours } from './odd-behaviours.js';
import { oddPushes, type OddPush } from './odd-pushes.js';

/** The rows as a document for those who connect a platform. */
export function drawBadInput(): string {
  return [
    '# What is refused, what is held, what is taken',
    '',
    'Drawn from the rows in `libs/testing/src/bad-input` that the tests send to a real intake; do not edit. Refusals are',
    '`application/problem+json` with that `code`; where fields are wrong, all of them are listed with their JSON paths.',
    '',
    '## Who sends it',
    '',
    'Nothing of it is kept.',
    '',
    ...table(
      ['sent with', 'answer', 'words of it'],
      badProofs.map(({ input, status, code, words }) => [input, `${status} \`${code}\``, `… ${words} …`]),
    ),
    '',
    '## Events in our own shape: `POST /v1/events`',
    '',
    'Nothing of a refused event is kept: it is yours to mend and to send again. In an array the good ones are taken.',
    '',
    ...table(
      ['sent', 'answer', 'path, for example'],
      badEvents.map(({ input, status, code, path }) => [input, `${status} \`${code}\``, path ? `\`${path}\`` : '']),
    ),
    '',
    '## Events in your own words: `POST /v1/platforms/<code>/events`',
    '',
    'What we cannot read is kept with its raw bytes for a person; what is doubtful is taken with a remark, and never guessed.',
    'The samples are those of the grid system; callbacks are treated alike.',
    '',
    ...table(
      ['sent', 'answer', 'kept'],
      oddPushes.map((row) => [row.input, answerTo(row), keptOf(row)]),
    ),
    '',
    '## What is odd without being wrong',
    '',
    ...table(
      ['what happens', 'answer', 'kept', 'shown by'],
      oddBehaviours.map(({ input, answer, kept, file }) => [input, answer, kept, `\`${file}\``]),
    ),
    '',
  ].join('\n');
}

function answerTo({ status, code }: OddPush): string {
  return status >= 400 ? `${status} \`${code}\`` : `${status}`;
}

function keptOf({ kept, status, code, ticket, remark }: OddPush): string {
  if (kept === 'nothing') return 'nothing';
  if (kept === 'quarantine') return status >= 400 ? 'the whole body' : `the item, held as \`${code}\``;
  const event = ticket?.['occurredAt'] === null ? 'the event, without the time' : 'the event';
  return remark ? `${event}, with a remark` : event;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
