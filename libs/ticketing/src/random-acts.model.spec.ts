import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_STATUSES } from '#libs/contracts';
import { testDatabases } from '../../testing/src/database.js';
import { CountyInMemory } from '../../testing/src/random-acts/county-in-memory.js';
import { CountyOverHttp } from '../../testing/src/random-acts/county-over-http.js';
import { finish } from '../../testing/src/random-acts/finish.js';
import { beginning, event, happening, type Happening } from '../../testing/src/random-acts/happening.js';
import { ORDERS } from '../../testing/src/random-acts/orders.js';
import { Story } from '../../testing/src/random-acts/story.js';
import { tellingMistakes } from '../../testing/src/random-acts/telling-mistakes.js';
import type { World } from '../../testing/src/random-acts/world.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { ACTS } from './actions/acts/acts.js';
import { DESK_KINDS } from './domain/desk-kinds.js';
import { TASK_STATES } from './domain/task.flow.js';
import { TICKET_STATES } from './domain/ticket.flow.js';
import { readRulebook } from './read-rulebook.js';

/** Another one tries other stories: SEED=… and STORIES=… in the environment, for a night of it. */
const seed = Number(process.env.SEED ?? 20_261_125);
const times = Number(process.env.STORIES ?? 1);

/** What stories came by, so that one knows that they come far. */
const seen = {
  acts: new Set<string>(),
  states: new Set<string>(),
  taskStates: new Set<string>(),
  desk: new Set<string>(),
};

/** Tells a story to its end; what did not hold on the way, and what does not hold of everything that was said. */
async function told(world: World, name: string, first: Happening, rest: readonly Happening[]): Promise<string[]> {
  const story = new Story(world, name);
  for (const what of [first, ...rest]) {
    const mistakes = await story.happen(what);
    if (mistakes.length > 0) return mistakes;
    for (const { ticket, tasks, desk } of (await story.look()).values()) {
      seen.states.add(ticket.state);
      for (const { state } of tasks) seen.taskStates.add(state);
      for (const { kind } of desk) seen.desk.add(kind);
    }
  }
  for (const act of story.taken) seen.acts.add(act);
  const unfinished = await finish(world, story.tickets);
  if (unfinished.length > 0) return unfinished;
  return (await Promise.all(story.tickets.map((id) => tellingMistakes(world, id)))).flat();
}

const stories = (most: number) => fc.array(happening, { maxLength: most, size: 'max' });

it('the stories know what to say with every act of the table', () => {
  expect(Object.keys(ORDERS).toSorted()).toEqual(ACTS.map(({ name }) => name).toSorted());
});

describe('whatever platforms, the office and time do to tickets', () => {
  const platforms = [
    { code: 'stations' },
    { code: 'xhxy' },
    { code: 'message-board' },
    { code: 'grid', reports: PUBLIC_STATUSES, revisit: 'source' as const },
    { code: 'hotline', reports: ['RESOLVED', 'CLOSED'] as const, revisit: 'source' as const },
  ];
  const rulebook = readRulebook(join(import.meta.dirname, '../../../config'), platforms);

  it(
    'nothing of them strands, closes silently, or says otherwise than its history and its ledger',
    async () => {
      let numbered = 0;
      await fc.assert(
        fc.asyncProperty(beginning, event, stories(60), async (time, first, rest) => {
          const world = new CountyInMemory(rulebook, new Date(time));
          expect(await told(world, `story-${++numbered}`, first, rest)).toEqual([]);
        }),
        { numRuns: 700 * times, seed },
      );
    },
    60_000 * times,
  );

  it.skipIf(process.env.SEED)(
    'and they come everywhere: each act was taken, each state and each reason to wait at the desk was there',
    () => {
      expect(ACTS.map(({ name }) => name).filter((name) => !seen.acts.has(name))).toEqual([]);
      expect(TICKET_STATES.filter((state) => !seen.states.has(state) && state !== 'received')).toEqual([]);
      expect(TASK_STATES.filter((state) => !seen.taskStates.has(state))).toEqual([]);
      // What no ticket has, what jobs look for, and what needs a second list.
      const elsewhere: ReadonlySet<string> = new Set(['quarantined', 'uncorrelated', 'duplicate', 'ambiguous']);
      expect(Object.keys(DESK_KINDS).filter((kind) => !seen.desk.has(kind) && !elsewhere.has(kind))).toEqual([]);
    },
  );
});

describe.each(await testDatabases())('and over HTTP, the bus and $name', (database) => {
  let line: RunningTicketing;
  beforeAll(async () => {
    line = await RunningTicketing.start(new Date('2026-02-09T02:00:00.000Z'), await database.url());
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });
  const numRuns = (database.name === 'sqlite' ? 20 : 8) * times;

  it(
    'just so, and what is refused changes nothing',
    async () => {
      let numbered = 0;
      await fc.assert(
        fc.asyncProperty(beginning, event, stories(40), async (time, first, rest) => {
          line.clock.set(new Date(time));
          expect(await told(new CountyOverHttp(line), `story-${++numbered}`, first, rest)).toEqual([]);
          expect(await line.deadLetters()).toEqual([]);
          expect(await line.parkedKeys.list({ limit: 10 })).toEqual([]);
        }),
        { numRuns, seed, endOnFailure: true },
      );
    },
    60_000 * times,
  );
});
