import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Circumstances, Decision } from '#libs/bus';
import {
  ticketIdOf,
  type CallbackReceived,
  type EventReceived,
  type PublicStatus,
  type SideEvent,
} from '#libs/contracts';
import { Problem } from '#libs/runtime';
import { RowsInMemory } from '../../testing/src/rows-in-memory.js';
import { actOnTicket } from './actions/act-on-ticket.js';
import { ACTS } from './actions/acts/acts.js';
import { applyCallback } from './actions/apply-callback.js';
import { fireDue } from './actions/deadlines/fire-due.js';
import { openTicket } from './actions/open-ticket.js';
import { TicketSheet } from './actions/ticket-sheet.js';
import { deskKind } from './domain/desk-kinds.js';
import { readRulebook } from './read-rulebook.js';

const rulebook = readRulebook(
  join(import.meta.dirname, '../../../config'),
  ['stations', 'xhxy', 'message-board'].map((code) => ({ code })),
);
const HOUR = 3_600_000;
const TICKET = ticketIdOf('grid', 0, 'model');

type Row = Record<string, unknown>;

/** One thing that happens to a ticket. */
type Happening =
  | { kind: 'says'; status: PublicStatus; task: number; whole: boolean }
  | { kind: 'beside'; sideEvent: SideEvent; task: number }
  | { kind: 'act'; act: number; agency: number; amount: number }
  | { kind: 'passes'; hours: number };

const AGENCIES = ['371402-RSJ', '371402-ZJJ', '371402101-ZHZF', '371402101-SCJG'];
/** Neither settling the matter nor ending it in so many words: what is left are requests, refusals and who it is given to. */
const ACTING = ACTS.filter(({ name }) =>
  [
    'assign',
    'convene',
    'waive-member',
    'investigate',
    'complete-return',
    'accept-return',
    'refuse-return',
    'rule',
    'grant-extension',
    'refuse-extension',
    'suspend',
    'refuse-suspension',
    'resume',
  ].includes(name),
);
const SAID = [
  'DISPATCHED',
  'ACCEPTED',
  'IN_PROGRESS',
  'EXTENSION_REQUESTED',
  'SUSPENDED',
  'RETURNED',
  'RETURNED',
] as const;

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('says' as const),
      status: fc.constantFrom<PublicStatus>(...SAID),
      task: fc.nat(5),
      whole: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('beside' as const),
      sideEvent: fc.constantFrom<SideEvent>('URGE', 'SUPERVISE', 'INSTRUCT', 'NOTE', 'EVALUATE', 'ARRIVE'),
      task: fc.nat(5),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      act: fc.nat(ACTING.length - 1),
      agency: fc.nat(AGENCIES.length - 1),
      amount: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('passes' as const), hours: fc.integer({ min: 1, max: 200 }) }),
  },
);

const ENDED: ReadonlySet<string> = new Set(['resolved', 'verified', 'closed', 'void']);

class Model {
  readonly rows = new RowsInMemory();
  private now = new Date('2026-02-09T02:00:00.000Z');
  private said = 0;

  constructor(item: string) {
    const at = this.now.toISOString();
    const event: EventReceived = {
      ticketId: TICKET,
      source: 'grid',
      epoch: 0,
      eventId: 'model',
      entrance: 'push',
      receivedAt: at,
      title: '路口占道经营',
      description: '示例',
      item,
      place: { township: '371402101' },
      contentHash: 'a'.repeat(64),
    };
    this.take(openTicket(event, this.circumstances, rulebook, () => '371402-20260209-000001'));
  }

  get sheet(): TicketSheet {
    return TicketSheet.of(TICKET, this.rows, rulebook, this.now)!;
  }

  /** Lets it happen; in words what does not hold afterwards. */
  happen(what: Happening): string[] {
    const before = this.standing();
    if (what.kind === 'passes') {
      this.now = new Date(this.now.getTime() + what.hours * HOUR);
      this.take(fireDue({ ticketIds: [TICKET] }, this.circumstances, rulebook));
    } else if (what.kind === 'act') this.act(what);
    else this.say(what);
    const moved = what.kind === 'beside' && this.standing() !== before ? [`${what.sideEvent} moved it`] : [];
    return [...moved, ...this.broken()];
  }

  private act({ act: index, agency, amount }: Extract<Happening, { kind: 'act' }>): void {
    const act = ACTING[index]!;
    const { sheet } = this;
    const item = sheet.openDeskItems().find(({ kind }) => deskKind(kind).settledBy.includes(act.name));
    const day = new Date(this.now.getTime() + 10 * 24 * HOUR).toISOString().slice(0, 10);
    const input: Row = {
      reason: '理由',
      actor: 'office',
      roles: [],
      agency: AGENCIES[agency],
      amount,
      plan: '方案',
      reviewOn: day,
      reasonCode: 'R02',
      legalBasis: '第3项',
      finding: '现场情况',
      investigator: '甲',
      at: new Date(this.now.getTime() + (act.name === 'convene' ? HOUR : 0)).toISOString(),
      place: '集市口',
      agencies: AGENCIES.slice(0, 2 + (amount % 3)),
      lead: AGENCIES[0],
      ...(item?.taskId ? { task: item.taskId } : {}),
    };
    try {
      this.take(actOnTicket({ ticketId: TICKET, act, order: input as never }, this.circumstances, rulebook));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  private say(what: Extract<Happening, { kind: 'says' | 'beside' }>): void {
    const { tasks } = this.sheet;
    const task = tasks[what.task % Math.max(1, tasks.length)];
    if (!task) return;
    const callback: CallbackReceived = {
      callbackId: String(++this.said).padStart(64, '0'),
      platform: task.platform,
      ticketId: TICKET,
      taskId: task.id,
      entrance: 'push',
      receivedAt: this.now.toISOString(),
      ...(what.kind === 'says' ? { status: what.status } : { sideEvent: what.sideEvent, satisfaction: 3 }),
      ...(what.kind === 'says' && what.whole ? { reasonCode: 'R02', legalBasis: '第3项' } : {}),
    };
    this.take(applyCallback(callback, this.circumstances, rulebook));
  }

  private standing(): string {
    const { ticket, tasks } = this.sheet;
    return JSON.stringify([ticket.state, ticket.status, tasks.map(({ state, stateBefore }) => [state, stateBefore])]);
  }

  /** What must hold after everything that happens, and does not; in words. */
  private broken(): string[] {
    const { sheet } = this;
    const { state } = sheet.ticket;
    const items = sheet.openDeskItems();
    const about = (task: string | null, ...kinds: string[]) =>
      items.some(({ kind, taskId }) => taskId === task && kinds.includes(kind));
    const ruling = items.some(({ kind }) => kind === 'ruling-due');
    const stranded = items.filter(
      ({ kind }) =>
        !ruling &&
        state !== 'suspended' &&
        !deskKind(kind).settledBy.some(
          (name) => name === 'settle' || ACTS.some((act) => act.name === name && act.may(sheet)),
        ),
    );
    const held = items.filter(({ kind }) => kind === 'ruling-due' || kind === 'returned');
    return [
      ...(ENDED.has(state) ? [`nobody settled it, and it is ${state}`] : []),
      ...(sheet.clocks.running('finish') ? [] : ['its time for 办结 is forgotten']),
      ...stranded.map(({ kind }) => `nothing settles ${kind} while it is ${state}`),
      ...((state === 'returned' || state === 'at-desk') && items.length === 0 ? [`${state}, and nobody is asked`] : []),
      ...(state === 'suspended' &&
      !sheet.clocks.running('suspension-review') &&
      !items.some(({ kind }) => kind === 'suspension-review')
        ? ['suspended for ever']
        : []),
      ...(ruling && !sheet.clocks.running('ruling') ? ['a ruling without a time for it'] : []),
      // 首接负责: until it is answered, the task is with whom it was given to first.
      ...held
        .map(({ taskId }) => sheet.tasks.find(({ id }) => id === taskId)!)
        .filter((task) => task.state !== 'return-requested' || task.superseded)
        .map(({ id, state: of }) => `${id} is ${of} while its return is open`),
      ...sheet.currentTasks.flatMap((task) => {
        if (task.state === 'return-requested')
          return about(task.id, 'ruling-due', 'returned') ? [] : [`nobody is asked about the return of ${task.id}`];
        if (task.state === 'extension-requested')
          return about(task.id, 'extension') ? [] : [`nobody is asked about the extension of ${task.id}`];
        return task.stateBefore === null ? [] : [`${task.id} is ${task.state} and waits for an answer`];
      }),
    ];
  }

  private get circumstances(): Circumstances {
    return { view: this.rows, now: this.now } as Circumstances;
  }

  private take({ changes }: Decision): void {
    this.rows.apply(changes);
  }
}

it.each(['SX-0101', 'SX-0139', 'SX-0114'])(
  'whatever agencies ask and refuse, and however it is answered, a ticket (%s) does not end by refusal, and nothing of it strands',
  (item) => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (story) => {
        const model = new Model(item);
        expect(story.flatMap((what) => model.happen(what))).toEqual([]);
      }),
      { numRuns: 150, seed: 7 },
    );
  },
);
