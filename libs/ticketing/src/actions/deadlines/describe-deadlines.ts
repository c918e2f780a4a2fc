import { explain, limitText, progressOf, type Deadline as Reckoned } from '#libs/worktime';
import { DEADLINE_KINDS } from '../../domain/deadline-kinds.js';
import { planOf, stepsOf } from '../../domain/deadline-steps.js';
import { legsOf } from '../../domain/deadline-terms.js';
import type { Rulebook } from '../../domain/rulebook.js';
import { shanghaiMinute } from '../../domain/shanghai-day.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import type { Ticket } from '../../persistence/ticket.entity.js';
import { nameOf } from './escalate.js';
import { TicketClocks } from './ticket-clocks.js';

/** The deadlines of a ticket as they stand, in the order in which they began, each with its arithmetic line by line. */
export function describeDeadlines(
  ticket: Ticket,
  rows: readonly Deadline[],
  { rulebook, now }: { rulebook: Rulebook; now: Date },
) {
  const clocks = new TicketClocks({ ticket, rulebook, now }, rows);
  return inOrder(clocks.rows).map((row) => describe(clocks, row, rulebook, now));
}

/** In the order in which they began. */
export function inOrder(rows: readonly Deadline[]): readonly Deadline[] {
  return rows.toSorted((a, b) => numberOf(a) - numberOf(b));
}

/** Without the arithmetic: what stands beside a ticket. */
export function deadlineLine(row: Deadline) {
  const { id, kind, taskId, round, startedAt, endsAt, state, metAt, overdueAt, card, provisionalYear } = row;
  return {
    deadlineId: id,
    kind,
    label: DEADLINE_KINDS[kind].label,
    name: nameOf(row),
    taskId,
    round,
    startedAt,
    endsAt,
    state,
    metAt,
    overdueAt,
    card,
    provisionalYear,
  };
}

function describe(clocks: TicketClocks, row: Deadline, { agencies }: Rulebook, now: Date) {
  const time = clocks.timeOf(row);
  const legs = legsOf(time, row);
  const due = legs.at(-1)!;
  const steps = stepsOf(time, due, row.startedAt, planOf(row.kind, clocks.limits));
  const momentOf = (step: string) => steps.find(({ name }) => name === step)?.at ?? null;
  const { unit, elapsed, remaining, overdue } = progressOf(time, due, row.metAt ?? now);
  return {
    ...deadlineLine(row),
    agency: row.agency,
    hours: time.hours.name,
    limit: limitText(row.limit),
    extensions: row.extensions.map(limitText),
    pauses: row.pauses,
    progress: { unit, elapsed, remaining, overdue },
    yellowAt: momentOf('yellow'),
    redAt: momentOf('red'),
    nextAt: row.nextAt,
    nextStep: row.nextStep,
    arithmetic: [
      `${nameOf(row)}时限,按${row.agency === null ? '综合执法办公室' : (agencies.find(row.agency)?.name ?? row.agency)}的作息计算`,
      ...legs.flatMap((leg, index) => [...(index === 0 ? [] : [extensionLine(leg)]), ...explain(time, leg)]),
      ...steps
        .filter(({ name }) => name !== 'end')
        .map(({ name, at }) => `${STEP_WORDS[name] ?? name}:${shanghaiMinute(at)}`),
    ],
  };
}

const STEP_WORDS: Readonly<Record<string, string>> = { yellow: '黄牌', red: '红牌' };

function extensionLine({ limit }: Reckoned): string {
  return `延期:自上一到期时间起${limitText(limit)}`;
}

function numberOf({ id }: Deadline): number {
  return Number(id.split('.').at(-1));
}
