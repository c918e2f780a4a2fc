import { DEADLINE_KINDS } from '../../../ticketing/src/domain/deadline-kinds.js';
import { legsOf } from '../../../ticketing/src/domain/deadline-terms.js';
import { taskFlow } from '../../../ticketing/src/domain/task.flow.js';
import type { TicketState } from '../../../ticketing/src/domain/ticket.flow.js';
import type { Deadline } from '../../../ticketing/src/persistence/deadline.entity.js';
import { sheetOf, type Looking } from './sheet-of.js';
import type { Standing } from './world.js';

/** The time for 办结 runs as long as it is not settled; that of a merged ticket is its main ticket's. */
const SETTLED: ReadonlySet<TicketState> = new Set(['resolved', 'verified', 'merged', 'closed', 'void']);
const OUTLIVING: ReadonlySet<string> = new Set(['rectify', 'audit']);

/** Every deadline is what its terms and its ledger of pauses make it, runs as long as it should, and once. */
export function deadlineMistakes(standing: Standing, ends: ReadonlyMap<string, string>, looking: Looking): string[] {
  const sheet = sheetOf(standing, looking);
  const { state } = sheet.ticket;
  const open = standing.deadlines.filter((row) => row.state === 'running' || row.state === 'paused');
  const subjects = open.map(({ kind, taskId, name }) => [kind, taskId, name].join(' '));
  const finishing = open.some(({ kind }) => kind === 'finish');
  return [
    ...standing.deadlines.flatMap((row) => reckoningMistakes(row, ends.get(row.id), sheet.clocks.timeOf(row))),
    ...open.flatMap((row) => runningMistakes(row, standing, looking)),
    ...subjects.filter((subject, index) => subjects.indexOf(subject) < index).map((subject) => `${subject} runs twice`),
    ...(finishing === SETTLED.has(state) ? [`the time for 办结 ${finishing ? 'runs on' : 'is forgotten'}`] : []),
  ];
}

function reckoningMistakes(
  row: Readonly<Deadline>,
  told: string | undefined,
  time: Parameters<typeof legsOf>[0],
): string[] {
  const { id, endsAt, state, pauses } = row;
  const name = id.split('.').slice(1).join(' ');
  const reckoned = legsOf(time, row).at(-1)?.end;
  const stops = pauses.filter(({ to }) => to === undefined).length;
  return [
    ...(reckoned?.getTime() === endsAt?.getTime()
      ? []
      : [`${name} ends at ${textOf(endsAt)}, reckoned anew at ${textOf(reckoned)}`]),
    ...(momentOf(told ?? '')?.getTime() === wholeMinute(endsAt)
      ? []
      : [`${name} ends at ${textOf(endsAt)}, and is explained by ${told}`]),
    ...(state === 'paused' && stops !== 1 ? [`${name} stands still, and its ledger has ${stops} pauses open`] : []),
    ...(state === 'running' && stops !== 0 ? [`${name} runs, and its ledger has a pause open`] : []),
    ...pauses.filter(({ from, to }) => to !== undefined && to < from).map(() => `${name} was paused backwards`),
  ];
}

function runningMistakes(
  { id, kind, taskId, state, nextAt }: Readonly<Deadline>,
  { ticket, tasks, desk }: Standing,
  { now }: Looking,
): string[] {
  const name = id.split('.').slice(1).join(' ');
  const task = tasks.find((one) => one.id === taskId);
  const ended = ticket.state === 'closed' || ticket.state === 'void';
  const asked = (item: string) => desk.some((one) => one.kind === item && one.settledAt === null);
  return [
    ...(task && (task.superseded || taskFlow.states[task.state].final)
      ? [`${name} runs for a task that is ${task.state}`]
      : []),
    ...(ended && !OUTLIVING.has(kind) ? [`${name} runs though it has ended`] : []),
    ...(DEADLINE_KINDS[kind].pauses && (ticket.state === 'suspended') !== (state === 'paused')
      ? [`${name} is ${state}`]
      : []),
    ...(nextAt !== null && nextAt < now ? [`${name} was due at ${textOf(nextAt)}`] : []),
    ...(kind === 'revisit' && ticket.state !== 'resolved' ? ['a resident is to be asked about nothing'] : []),
    ...(kind === 'suspension-review' && ticket.state !== 'suspended' ? [`${name} runs`] : []),
    ...(kind === 'rectify' && !asked('bad-rating')
      ? ['a bad rating is to be put right that nobody is asked about']
      : []),
    ...(kind === 'ruling' && !asked('ruling-due') ? ['a ruling is due that nobody is asked for'] : []),
    ...(kind === 'extension-answer' && task?.state !== 'extension-requested'
      ? [`${name} runs, and nobody asks for more time`]
      : []),
  ];
}

/** Of `到期:2026年2月27日(周五)17:30`. */
function momentOf(line: string): Date | undefined {
  const [, year, month, day, hours, minutes] = /^到期:(\d+)年(\d+)月(\d+)日\(.*?\)(\d\d):(\d\d)$/.exec(line) ?? [];
  if (year === undefined) return undefined;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours) - 8, Number(minutes)));
}

function wholeMinute(moment: Date | null): number | undefined {
  return moment === null ? undefined : Math.floor(moment.getTime() / 60_000) * 60_000;
}

function textOf(moment: Date | null | undefined): string {
  return moment?.toISOString() ?? 'no known time';
}
