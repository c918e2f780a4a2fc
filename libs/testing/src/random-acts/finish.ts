import { taskFlow } from '../../../ticketing/src/domain/task.flow.js';
import type { DeskItem } from '../../../ticketing/src/persistence/desk-item.entity.js';
import { ACTS } from '../../../ticketing/src/actions/acts/acts.js';
import { sampleCallback } from '../ticketing-samples.js';
import { AGENCIES } from './orders.js';
import { sheetOf } from './sheet-of.js';
import type { Standing, World } from './world.js';

const MOST_STEPS = 40;

/** How an office without malice answers what waits; in the order in which it asks to be answered. */
const ANSWERS: readonly (readonly [kind: string, act: string, body: (item: DeskItem, standing: Standing) => object])[] =
  [
    [
      'ruling-due',
      'rule',
      ({ taskId }, { tasks }) => ({ task: taskId, agency: tasks.find(({ id }) => id === taskId)!.agency }),
    ],
    ['returned', 'refuse-return', ({ taskId }) => ({ task: taskId })],
    ['return-late', 'refuse-return', ({ taskId }) => ({ task: taskId })],
    ['return-incomplete', 'refuse-return', ({ taskId }) => ({ task: taskId })],
    ['extension', 'refuse-extension', ({ taskId }) => ({ task: taskId })],
    ['suspension', 'refuse-suspension', ({ taskId }) => ({ task: taskId })],
    ['bad-rating', 'rectify', () => ({ finding: 'explained' })],
    ['minutes-due', 'minutes', () => ({ text: '现场清理占道摊位十二处。' })],
    ...(
      ['no-match', 'ambiguous', 'no-township', 'reassign', 'refused', 'undeliverable', 'unmerged', 'redo'] as const
    ).map((kind) => [kind, 'assign', (_: DeskItem, { tasks }: Standing) => ({ agency: freeAgency(tasks) })] as const),
    ['revisit-due', 'revisit', () => ({ outcome: 'solved', satisfaction: 5 })],
  ];
/** One that has not got it in hand. */
function freeAgency(tasks: Standing['tasks']): string {
  const atWork = tasks.filter(({ superseded, state }) => !superseded && !taskFlow.states[state].final);
  return [...AGENCIES, '371402101-SFS'].find((code) => !atWork.some(({ agency }) => agency === code))!;
}

const LOOKED_INTO: ReadonlySet<string> = new Set(['proof', 'unconfirmed', 'objection', 'conflict']);

/**
 * From here on everybody does what is asked of him: agencies settle their tasks, the office answers, the resident is content.
 * Resolves to what does not end in 结案 all the same; in words.
 */
export async function finish(world: World, ticketIds: readonly string[]): Promise<string[]> {
  let left: Standing[] = [];
  for (let steps = 0; steps < MOST_STEPS * ticketIds.length; steps++) {
    const all = await Promise.all(ticketIds.map((id) => world.standing(id)));
    left = all.filter(({ ticket }) => ticket.state !== 'closed' && ticket.state !== 'void');
    // What is merged goes with its main ticket.
    const standing = left.find(({ ticket }) => ticket.state !== 'merged') ?? left[0];
    if (!standing) return [];
    const stuck = await goOn(world, standing);
    if (stuck !== undefined) return [stuck];
    await world.passTo(world.now);
  }
  return left.map((standing) => `${nameOf(standing)} does not come to an end`);
}

async function goOn(world: World, standing: Standing): Promise<string | undefined> {
  const { ticket, tasks, desk } = standing;
  const open = desk.filter(({ settledAt }) => settledAt === null);
  const may = (name: string) => ACTS.find((act) => act.name === name)!.may(sheetOf(standing, world));
  const act = async (name: string, body: object = {}) => {
    const refusal = await world.act(ticket.id, name, body);
    return refusal === undefined ? undefined : `${nameOf(standing)}: ${name} is refused: ${refusal}`;
  };
  if (ticket.state === 'suspended') return act('resume');
  for (const [kind, name, body] of ANSWERS) {
    const item = open.find((one) => one.kind === kind);
    if (item && may(name)) return act(name, body(item, standing));
  }
  const seen = open.find(({ kind }) => LOOKED_INTO.has(kind));
  if (seen) {
    const refusal = await world.desk(seen.id, 'settle');
    return refusal === undefined ? undefined : `${nameOf(standing)}: ${seen.kind} cannot be settled: ${refusal}`;
  }
  const task = tasks.find(({ superseded, state }) => !superseded && !taskFlow.states[state].final);
  if (task) {
    const attachments = [{ name: '现场.jpg', url: 'https://files.example.invalid/1.jpg' }];
    const done = {
      taskId: task.id,
      ticketId: ticket.id,
      platform: task.platform,
      status: 'RESOLVED' as const,
      attachments,
    };
    await world.callback(sampleCallback(world.now, done));
    return undefined;
  }
  if (may('minutes')) return act('minutes', { text: '现场清理占道摊位十二处。' });
  if (may('revisit')) return act('revisit', { outcome: 'solved', satisfaction: 5 });
  if (may('unmerge')) return act('unmerge');
  return `${nameOf(standing)}: nothing leads on`;
}

function nameOf({ ticket, desk, tasks }: Standing): string {
  const waiting = desk.filter(({ settledAt }) => settledAt === null).map(({ kind }) => kind);
  return `${ticket.eventId} is ${ticket.state}, tasks ${tasks.map(({ state, superseded }) => (superseded ? `(${state})` : state)).join()}, desk ${waiting.join()}`;
}
