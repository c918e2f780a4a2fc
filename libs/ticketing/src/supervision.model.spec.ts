import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Circumstances, Decision } from '#libs/bus';
import { ticketIdOf, type CallbackReceived, type PublicStatus } from '#libs/contracts';
import { Problem } from '#libs/runtime';
import { RowsInMemory } from '../../testing/src/rows-in-memory.js';
import { sampleCallback, sampleEvent } from '../../testing/src/ticketing-samples.js';
import { actOnTicket } from './actions/act-on-ticket.js';
import { ACTS } from './actions/acts/acts.js';
import { applyCallback } from './actions/apply-callback.js';
import { fireDue } from './actions/deadlines/fire-due.js';
import { openTicket } from './actions/open-ticket.js';
import { TicketSheet } from './actions/ticket-sheet.js';
import type { Notice } from './persistence/notice.entity.js';
import { readRulebook } from './read-rulebook.js';

const rulebook = readRulebook(
  join(import.meta.dirname, '../../../config'),
  ['stations', 'xhxy', 'message-board'].map((code) => ({ code })),
);
const HOUR = 3_600_000;
const TICKET = ticketIdOf('grid', 0, 'ladder');

const OF_THE_LADDER = ['supervise', 'supervision-receipt', 'supervision-answer', 'supervision-release'];
const OTHERS = [
  'assign',
  'grant-extension',
  'suspend',
  'resume',
  'accept-return',
  'waive-member',
  'resolve',
  'revisit',
  'void',
];
const SAID = [
  'ACCEPTED',
  'ACCEPTED',
  'IN_PROGRESS',
  'IN_PROGRESS',
  'EXTENSION_REQUESTED',
  'RETURNED',
  'RESOLVED',
  'RECEIPT',
  'RECEIPT',
  'RECEIPT',
] as const;
const AGENCIES = ['371402-RSJ', '371402-ZJJ', '371402101-ZHZF'];
const ROLES = [[], ['371402-RSJ'], ['371402-ZJJ'], ['leader-society'], ['enforcement'], ['leaders']];

type Happening =
  | { kind: 'passes'; hours: number }
  | { kind: 'says'; word: PublicStatus | 'RECEIPT'; task: number }
  | { kind: 'act'; act: string; rung: number; task: number; who: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('passes' as const), hours: fc.integer({ min: 1, max: 150 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('says' as const),
      word: fc.constantFrom(...SAID),
      task: fc.nat(3),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      act: fc.constantFrom(...OF_THE_LADDER, ...OF_THE_LADDER, ...OF_THE_LADDER, ...OTHERS),
      rung: fc.nat(3),
      task: fc.nat(3),
      who: fc.nat(ROLES.length - 1),
    }),
  },
);

class Model {
  private readonly rows = new RowsInMemory();
  private now = new Date('2026-02-09T02:00:00.000Z');
  private said = 0;

  constructor(item: string) {
    const event = sampleEvent('ladder', this.now, { item });
    this.take(openTicket({ ...event, ticketId: TICKET }, this.circumstances, rulebook, () => '371402-20260209-000001'));
    for (const index of this.sheet.tasks.keys()) this.say('ACCEPTED', index);
  }

  get sheet(): TicketSheet {
    return TicketSheet.of(TICKET, this.rows, rulebook, this.now)!;
  }

  /** Lets it happen; in words what does not hold afterwards. */
  happen(what: Happening): string[] {
    const before = this.sheet;
    const standing = standingOf(before);
    if (what.kind === 'passes') {
      this.now = new Date(this.now.getTime() + what.hours * HOUR);
      this.take(fireDue({ ticketIds: [TICKET] }, this.circumstances, rulebook));
    } else if (what.kind === 'says') this.say(what.word, what.task);
    else this.act(what);
    const ofTheLadder = what.kind === 'passes' || (what.kind === 'act' && OF_THE_LADDER.includes(what.act));
    return [
      ...(ofTheLadder && standingOf(this.sheet) !== standing ? [`${JSON.stringify(what)} moved the ticket`] : []),
      ...changedAfterRelease(before.ladder.rows, this.sheet.ladder.rows),
      ...this.broken(what.kind === 'passes'),
    ];
  }

  private say(word: PublicStatus | 'RECEIPT', index: number): void {
    const { tasks } = this.sheet;
    const task = tasks[index % Math.max(1, tasks.length)];
    if (!task) return;
    const meaning: Partial<CallbackReceived> = word === 'RECEIPT' ? { sideEvent: word } : { status: word };
    const basis = { reasonCode: 'R02', legalBasis: '第3项' };
    const about = { platform: task.platform, ticketId: TICKET, taskId: task.id, ...basis, ...meaning };
    const callbackId = String(++this.said).padStart(64, '0');
    this.take(applyCallback(sampleCallback(this.now, { ...about, callbackId }), this.circumstances, rulebook));
  }

  private act({ act: name, rung, task, who }: Extract<Happening, { kind: 'act' }>): void {
    const act = ACTS.find((one) => one.name === name)!;
    const { tasks, ladder } = this.sheet;
    const day = new Date(this.now.getTime() + 10 * 24 * HOUR).toISOString().slice(0, 10);
    const order = {
      reason: '理由',
      actor: 'office',
      roles: ROLES[who],
      rung: rulebook.ladder.rungs[rung]!.rung,
      agency: AGENCIES[task % AGENCIES.length],
      amount: 3,
      plan: '方案',
      reviewOn: day,
      answer: '正在办理',
      outcome: rung === 0 ? 'unsolved' : 'solved',
      ...(name === 'supervise' ? { task: tasks[task % Math.max(1, tasks.length)]?.id ?? '' } : {}),
      ...(ladder.open.length > 0 ? { notice: ladder.open[task % ladder.open.length]!.id } : {}),
    };
    try {
      this.take(actOnTicket({ ticketId: TICKET, act, order: order as never }, this.circumstances, rulebook));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  /** What must hold after everything that happens, and does not; in words. */
  private broken(hasLooked: boolean): string[] {
    const { sheet } = this;
    const { rows, open } = sheet.ladder;
    const keys = open.map(({ taskId, rung, round }) => `${taskId} ${rung} ${round}`);
    const places = sheet.tasks.map(({ id }) =>
      rows
        .filter(({ taskId, issuedBy }) => taskId === id && issuedBy === 'system')
        .map(({ rung }) => rulebook.ladder.placeOf(rung)),
    );
    const rising = (all: number[]) => all.every((place, index) => index === 0 || place > all[index - 1]!);
    const inboxes = open.filter(({ addressee, receivedAt }) => addressee?.startsWith('role:') && receivedAt === null);
    const items = sheet.openDeskItems('supervision').map(({ data }) => String(data?.notice));
    const about = sheet.openDeskItems('supervision', 'supervision-unreceived', 'supervision-untold');
    const { superviseAt } = sheet.ticket;
    return [
      ...(new Set(keys).size === keys.length ? [] : [`open twice: ${keys.join(', ')}`]),
      ...(places.every(rising) ? [] : [`rungs out of order or twice: ${JSON.stringify(places)}`]),
      ...(sheet.ended && open.length > 0 ? ['open though the ticket has ended'] : []),
      ...open
        .filter(({ taskId }) => sheet.tasks.find(({ id }) => id === taskId)?.state === 'withdrawn')
        .map(({ id }) => `${id} is about a task that its agency has no more`),
      ...(JSON.stringify(inboxes.map(({ id }) => id).toSorted()) === JSON.stringify(items.toSorted())
        ? []
        : ['an inbox does not hold what it should']),
      ...open
        .filter(({ taskId }) => sheet.tasks.find(({ id }) => id === taskId)?.state === 'done')
        .map(({ id }) => `${id} is open though the task is done`),
      ...about
        .filter(({ data }) => !open.some(({ id }) => id === data?.notice))
        .map(({ kind }) => `${kind} waits at the desk for a notice that is released`),
      ...(hasLooked && superviseAt !== null && superviseAt < this.now ? ['something is due that was not done'] : []),
    ];
  }

  private get circumstances(): Circumstances {
    return { view: this.rows, now: this.now } as Circumstances;
  }

  private take({ changes }: Decision): void {
    this.rows.apply(changes);
  }
}

/** Where ticket and tasks stand, and when the business is due. */
function standingOf({ ticket, tasks, clocks }: TicketSheet): string {
  const ends = clocks.rows.filter(({ kind }) => kind === 'finish').map(({ endsAt, state }) => [endsAt, state]);
  return JSON.stringify([ticket.state, ticket.status, tasks.map(({ state }) => state), ends]);
}

function changedAfterRelease(before: readonly Notice[], after: readonly Notice[]): string[] {
  return before
    .filter(({ releasedAt }) => releasedAt !== null)
    .filter((one) => JSON.stringify(one) !== JSON.stringify(after.find(({ id }) => id === one.id)))
    .map(({ id }) => `${id} has changed after its release`);
}

it.each(['SX-0101', 'SX-0139', 'SX-0114'])(
  'whatever happens to a ticket (%s) and when, at most one notice of a rung is open, rungs come in order and once, and nothing follows a release',
  (item) => {
    let issued = 0;
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40, size: 'max' }), (story) => {
        const model = new Model(item);
        expect(story.flatMap((what) => model.happen(what))).toEqual([]);
        issued += model.sheet.ladder.rows.length;
      }),
      { numRuns: 600, seed: 7 },
    );
    expect(issued).toBeGreaterThan(500);
  },
);
