import type { TicketSheet } from '../../../ticketing/src/actions/ticket-sheet.js';
import { deskKind } from '../../../ticketing/src/domain/desk-kinds.js';

const HOUR = 3_600_000;
export const AGENCIES = ['371402101-ZHZF', '371402101-SCJG', '371402101-PCS', '371402-RSJ', '371402-ZJJ'];

/** What a clerk sees who is about to act. */
export interface Clerk {
  readonly sheet: TicketSheet;
  readonly now: Date;
  /** Decides what the act leaves open. */
  readonly dice: number;
  /** The other tickets of the story. */
  readonly others: readonly string[];
}

/** One of them, by a number of any size. */
export function among<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)];
}

const agency = ({ dice }: Clerk) => among(AGENCIES, dice)!;
const member = (clerk: Clerk) => among(clerk.sheet.currentTasks, clerk.dice)?.agency ?? agency(clerk);
const anyTask = ({ sheet, dice }: Clerk) => among(sheet.currentTasks, dice)?.id ?? `${sheet.ticket.id}-1`;
/** The task whose request that act answers, where one waits; now and then left out, as it may be. */
const answered =
  (act: string) =>
  ({ sheet, dice }: Clerk): { task?: string } => {
    const items = sheet.openDeskItems().filter(({ kind }) => deskKind(kind).settledBy.includes(act));
    const task = among(items, dice)?.taskId;
    return task && dice % 5 > 0 ? { task } : {};
  };
/** One that waits; now and then left out, as it may be. */
const notice = ({ sheet, dice }: Clerk): { notice?: string } =>
  dice % 5 > 0 && sheet.ladder.open.length > 0 ? { notice: among(sheet.ladder.open, dice)!.id } : {};
const inHours = ({ now }: Clerk, hours: number) => new Date(now.getTime() + hours * HOUR).toISOString();

/** What is said beside the reason with each act of the table. An act that has no line here fails the test: tell it what to say. */
export const ORDERS: Readonly<Record<string, (clerk: Clerk) => object>> = {
  assign: (clerk) => ({ agency: agency(clerk) }),
  convene: (clerk) => {
    const agencies = AGENCIES.toSpliced(clerk.dice % 5, 2 - (clerk.dice % 2));
    return { agencies, lead: among(agencies, clerk.dice), at: inHours(clerk, 1 + clerk.dice), place: '集市口' };
  },
  'record-arrival': (clerk) => ({
    agency: member(clerk),
    ...(clerk.dice % 2 && { at: inHours(clerk, -(clerk.dice % 4)), place: '集市口' }),
  }),
  'waive-member': (clerk) => ({ agency: member(clerk) }),
  minutes: () => ({ text: '现场清理占道摊位十二处。' }),
  investigate: (clerk) => ({
    ...(clerk.dice % 4 && { task: anyTask(clerk) }),
    at: inHours(clerk, -1),
    finding: '两个摊位占用盲道',
    investigator: '甲',
  }),
  'complete-return': (clerk) => ({
    ...answered('complete-return')(clerk),
    reasonCode: among(['R02', 'R05', 'R99'], clerk.dice),
    ...(clerk.dice % 2 && { legalBasis: '清单第3项' }),
  }),
  'accept-return': answered('accept-return'),
  'refuse-return': answered('refuse-return'),
  rule: (clerk) => ({ ...answered('rule')(clerk), agency: clerk.dice % 2 ? agency(clerk) : member(clerk) }),
  'grant-extension': (clerk) => ({ ...answered('grant-extension')(clerk), amount: 1 + (clerk.dice % 12) }),
  'refuse-extension': answered('refuse-extension'),
  suspend: (clerk) => ({ plan: '节后复工即修复', reviewOn: inHours(clerk, 24 * (clerk.dice % 30)).slice(0, 10) }),
  'refuse-suspension': answered('refuse-suspension'),
  resume: () => ({}),
  resolve: () => ({}),
  revisit: ({ dice }) => ({
    outcome: among(['solved', 'solved', 'unsolved', 'unreachable', 'refused'], dice),
    ...(dice % 3 && { satisfaction: 1 + (dice % 5) }),
  }),
  rectify: ({ dice }) => ({ finding: among(['upheld', 'explained', 'unfounded'], dice) }),
  close: () => ({}),
  audit: (clerk) => ({
    finding: among(['recurred', 'holds', 'recurred'], clerk.dice),
    ...(clerk.dice % 4 === 0 && { agency: agency(clerk) }),
  }),
  void: () => ({}),
  merge: ({ others, dice }) => ({ into: among(others, dice) ?? '0'.repeat(26) }),
  unmerge: () => ({}),
  supervise: ({ sheet, dice }) => ({
    task: among(sheet.ladder.climbers, dice)?.id ?? `${sheet.ticket.id}-1`,
    rung: among(sheet.rulebook.ladder.rungs, dice)?.rung ?? 'none',
  }),
  'supervision-receipt': notice,
  'supervision-answer': (clerk) => ({ ...notice(clerk), answer: '今日内到场处置' }),
  'supervision-release': notice,
  'record-contact': (clerk) => ({ task: anyTask(clerk) }),
  'record-stage': ({ sheet }) => ({ stage: sheet.clocks.running('stage')?.name ?? '停工' }),
};

/** So seldom that stories go on: what ends a ticket at once. */
export const SELDOM: ReadonlySet<string> = new Set(['void', 'close', 'resolve', 'unmerge']);
