import fc from 'fast-check';
import { type DeliveryOutcome, type Grade, type PublicStatus, type SideEvent } from '#libs/contracts';

/** What an agency gives beside a status. */
export type Given = 'nothing' | 'words' | 'picture' | 'basis';

/**
 * One thing that happens. Numbers are picks among what there is at that moment: taken modulo, so that every story can be told
 * and a shorter one stays one.
 */
export type Happening =
  | { kind: 'event'; matter: number; source: number; again: boolean }
  | { kind: 'says'; ticket: number; task: number; status: PublicStatus; given: Given; twice: boolean }
  | { kind: 'source says'; ticket: number; status: PublicStatus; solved?: boolean; satisfaction?: number }
  | { kind: 'beside'; ticket: number; task: number; sideEvent: SideEvent; satisfaction: number; bySource: boolean }
  | { kind: 'delivered'; ticket: number; delivery: number; outcome: DeliveryOutcome }
  /** `possible`: among the acts that may be taken; else any. */
  | { kind: 'act'; ticket: number; act: number; possible: boolean; dice: number }
  | { kind: 'desk'; ticket: number; item: number; deed: 'settle' | 'claim' | 'release' | 'assign' }
  | { kind: 'passes'; minutes: number };

/** What events are about: a station settles it, a bureau, several together, nobody knows; with limits of each kind. */
export const MATTERS: readonly { item?: string; grade?: Grade; lost?: true }[] = [
  { item: 'SX-0101' },
  { item: 'SX-0139' },
  { item: 'SX-0114' },
  { item: 'SX-0103' },
  {},
  { item: 'SX-0101', grade: 'enquiry' },
  { item: 'SX-0139', grade: 'difficult' },
  { item: 'SX-0101', grade: 'critical' },
  { item: 'SX-0101', lost: true },
];
/** One that asks its residents itself and hears of every step, one that hears of the end only, one for which the office asks. */
export const SOURCES = ['grid', 'hotline', 'message-board'] as const;

const pick = fc.nat(11);
const satisfaction = fc.integer({ min: 1, max: 5 });
const MINUTE = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 120 }) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 60 }).map((hours) => hours * 60) },
  { weight: 1, arbitrary: fc.integer({ min: 3, max: 40 }).map((days) => days * 1_440) },
);
const SAID: readonly PublicStatus[] = [
  ...(['ACCEPTED', 'IN_PROGRESS', 'RESOLVED', 'RETURNED', 'RETURNED', 'RETURNED'] as const),
  ...(['EXTENSION_REQUESTED', 'EXTENSION_REQUESTED', 'SUSPENDED', 'DISPATCHED', 'CLOSED', 'VOID'] as const),
];

export const event = fc.record({
  kind: fc.constant('event' as const),
  matter: fc.nat(MATTERS.length - 1),
  source: fc.nat(SOURCES.length - 1),
  again: fc.constantFrom(false, false, true),
});

/** Mostly what leads on, so that stories get far; now and then what does not. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 1, arbitrary: event },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('says' as const),
      ticket: fc.nat(2),
      task: pick,
      status: fc.constantFrom(...SAID),
      given: fc.constantFrom<Given>('nothing', 'words', 'picture', 'basis', 'basis'),
      twice: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        kind: fc.constant('source says' as const),
        ticket: fc.nat(2),
        status: fc.constantFrom<PublicStatus>(
          'VERIFIED',
          'VERIFIED',
          'VERIFIED',
          'VERIFIED',
          'CLOSED',
          'CLOSED',
          'VOID',
        ),
        solved: fc.boolean(),
        satisfaction,
      },
      { requiredKeys: ['kind', 'ticket', 'status'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('beside' as const),
      ticket: fc.nat(2),
      task: pick,
      sideEvent: fc.constantFrom<SideEvent>(
        'URGE',
        'SUPERVISE',
        'INSTRUCT',
        'NOTE',
        'EVALUATE',
        'EVALUATE',
        'EVALUATE',
        'ARRIVE',
      ),
      satisfaction: fc.constantFrom(1, 2, 3, 5),
      bySource: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('delivered' as const),
      ticket: fc.nat(2),
      delivery: pick,
      outcome: fc.constantFrom<DeliveryOutcome>(
        'accepted',
        'accepted',
        'accepted',
        'refused',
        'unconfirmed',
        'undeliverable',
      ),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      ticket: fc.nat(2),
      act: fc.nat(199),
      possible: fc.constantFrom(true, true, true, true, false),
      dice: fc.nat(99),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('desk' as const),
      ticket: fc.nat(2),
      item: pick,
      deed: fc.constantFrom(
        'settle' as const,
        'settle' as const,
        'claim' as const,
        'release' as const,
        'assign' as const,
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('passes' as const), minutes: MINUTE }) },
);

/** When a story begins: before Spring Festival, in the middle of nothing, before a year of which no days off are known. */
export const beginning = fc.constantFrom(
  '2026-02-09T02:00:00.000Z',
  '2026-08-05T07:45:00.000Z',
  '2026-12-28T01:30:00.000Z',
);
