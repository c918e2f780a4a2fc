/** What no single request shows, and the test that does. */
export interface OddBehaviour {
  readonly input: string;
  readonly answer: string;
  readonly kept: string;
  /** File of the test, from the root of the house, and words of its name. */
  readonly file: string;
  readonly test: string;
}

const STORY = 'apps/all-in-one/test/story.ts';
const ODD_CALLERS = 'apps/all-in-one/test/odd-callers.ts';
const SUITE = 'libs/testing/src/bad-input/bad-input-suite.ts';
const SLOW = 'libs/intake/src/slow-clients.spec.ts';

export const oddBehaviours: readonly OddBehaviour[] = [
  {
    input: 'the same event again, also in 50 requests at once',
    answer: '202, each time the same',
    kept: 'one ticket',
    file: STORY,
    test: 'one event sent in 50 requests at once is one ticket',
  },
  {
    input: 'the same event id with other content',
    answer: '202',
    kept: 'the ticket as it was, and a conflict at the desk with the other content',
    file: STORY,
    test: 'with other content it is a conflict, and nothing is overwritten',
  },
  {
    input: 'a category that nobody is responsible for',
    answer: '202',
    kept: 'a ticket that waits at the desk',
    file: STORY,
    test: 'what no item matches waits at the desk until the office assigns it',
  },
  {
    input: 'the same nonce again',
    answer: 'with the same body as before; with another 409 `nonce-reused`',
    kept: 'the first body',
    file: SUITE,
    test: 'the same nonce with the same body gets the same answer, with another body 409 nonce-reused',
  },
  {
    input: '1,000 events of which 500 are bad',
    answer: '202; each bad one is named by its place and JSON paths',
    kept: 'the 500 good ones',
    file: SUITE,
    test: 'of 1,000 events of which 500 are bad, 500 are taken and each bad one is named with its place and JSON path',
  },
  {
    input: 'a BOM before the body',
    answer: '202',
    kept: 'the event, without the BOM',
    file: SUITE,
    test: 'a BOM, an id of 24 digits, emoji, rare characters and markup come through to the last byte',
  },
  {
    input: 'an id of 24 digits as text, emoji, rare characters (𡈽, 䶮)',
    answer: '202',
    kept: 'every byte, in answers and in what platforms are told',
    file: 'apps/services/test/bad-input.e2e.spec.ts',
    test: 'emoji, rare characters and an id of 24 digits reach the platforms as they came',
  },
  {
    input: 'swapped coordinates, or 0/0, in our own shape',
    answer: '202',
    kept: 'the event: the pair put right, or left out, with a remark',
    file: 'libs/intake/src/events.spec.ts',
    test: 'coordinates that were swapped are put right with a remark, and 0/0 is left out',
  },
  {
    input: 'a callback whose status has no meaning in the map',
    answer: '202, as held',
    kept: 'its raw bytes, for a person; the status stays',
    file: 'libs/intake/src/platforms.spec.ts',
    test: 'with a status that is not in the map are quarantined, never guessed',
  },
  {
    input: 'HTML and script in a text',
    answer: '202',
    kept: 'every byte; pages show it as text',
    file: 'libs/intake/src/registration.spec.ts',
    test: 'the page shows markup as text, and never makes markup of what it is told',
  },
  {
    input: 'a callback about a task that nobody knows',
    answer: '202',
    kept: 'the callback: applied when the task turns up, shown at the desk after 30 minutes',
    file: STORY,
    test: 'one about a task that nobody knows waits, comes to the desk, and is applied when the task turns up',
  },
  {
    input: 'a callback before your answer to our request',
    answer: '202',
    kept: 'the callback, applied',
    file: STORY,
    test: 'goes the same way when callbacks come twice, and before the answer to what they are about',
  },
  {
    input: 'a callback that goes backwards',
    answer: '202',
    kept: 'a line in the history, as ignored; the status stays',
    file: STORY,
    test: 'one that goes backwards stands in the history and moves nothing',
  },
  {
    input: 'two callbacks of one task in 20 requests at once',
    answer: '202, each time',
    kept: 'each callback once',
    file: ODD_CALLERS,
    test: 'two callbacks of one task in 20 requests at once have one effect each',
  },
  {
    input: 'a question about the ticket of another platform',
    answer: '404 `not-found`, as for one that there is not',
    kept: 'nothing',
    file: ODD_CALLERS,
    test: 'a platform that asks for the ticket of another gets what it gets for one that there is not',
  },
  {
    input: 'more than your rate',
    answer: '429 `rate-limited` with `Retry-After`; send the same again',
    kept: 'nothing',
    file: 'libs/access/src/access.spec.ts',
    test: 'more than its rate is answered 429 with Retry-After, and others are not touched',
  },
  {
    input: 'anything, while our log is away',
    answer: '503 `log-unavailable` with `Retry-After`; send the same again',
    kept: 'nothing',
    file: 'libs/intake/src/events.spec.ts',
    test: 'when the log cannot take it, the answer is 503 with Retry-After and the event can be sent again',
  },
  {
    input: 'half a request, or one that drips in for longer than 30 s',
    answer: '408, and the connection is closed',
    kept: 'nothing; others are not held up',
    file: SLOW,
    test: 'and stops is answered 408 and let go; nothing is taken, and others are not held up',
  },
  {
    input: '10,000 connections that say nothing',
    answer: 'closed after 30 s',
    kept: 'nothing; health and events are answered meanwhile',
    file: SLOW,
    test: 'hold up neither health nor events, take little memory, and are let go',
  },
];
