import type { Task } from '../../../ticketing/src/persistence/task.entity.js';
import type { Standing } from './world.js';

const said = (text: string | null | undefined): boolean => /\S/.test(text ?? '');

/** Who has the matter in hand from then on; after the last of them it is to be settled. */
const CLAIMS: ReadonlySet<string> = new Set([
  'resolved-by-office',
  'redo-withdrawn',
  'redo-opened',
  'merged',
  'assigned',
  'convened',
  'ruled',
]);
/** The office has said in words why no agency has: it did it itself, or it is not needed. */
const IN_WORDS: ReadonlySet<string> = new Set(['resolved-by-office', 'redo-withdrawn']);

/**
 * Nothing is closed silently: behind 结案 stand the result of every agency in words or its waiver by name with a reason, and what
 * the resident said, or that the source or the office closed it, with why; never refusals alone.
 */
export function closingMistakes({ ticket, tasks, history }: Standing): string[] {
  const { state, round, closing, joint, minutes } = ticket;
  const settled = state === 'resolved' || state === 'verified' || state === 'closed';
  const last = history.findLast(({ act }) => CLAIMS.has(act));
  const closed = history.findLast(({ act }) => act === 'closed');
  const words = last !== undefined && IN_WORDS.has(last.act) && said(last.reason);
  // Members of a joint enforcement are waived by name, never by closing it.
  const byOffice = state === 'closed' && closing?.how === 'office' && joint?.round !== round;
  const excused = words || last?.act === 'merged' || byOffice;
  const members = tasks.filter((task) => task.round === round && !task.superseded);
  const lacking = members.filter((task) => !isDone(task) && !isWaived(task));
  const minuted = joint?.round !== round || minutes?.round === round;
  return [
    ...(settled && !excused
      ? lacking.map(({ agency, state: of }) => `${agency} is ${of} and has said nothing of a result`)
      : []),
    ...(settled && !excused && !members.some(isDone) ? ['nobody has settled it'] : []),
    ...(settled && !excused && !minuted ? ['the joint enforcement has no minutes'] : []),
    ...(state === 'closed'
      ? gateMistakes({ ticket, closed, ofSource: history.some(({ act }) => act === 'source-closed') })
      : []),
  ];
}

interface Closed {
  readonly ticket: Standing['ticket'];
  readonly closed: Standing['history'][number] | undefined;
  /** The source has said so, and a bad rating held it. */
  readonly ofSource: boolean;
}

function gateMistakes({ ticket, closed, ofSource }: Closed): string[] {
  const { closing, round } = ticket;
  if (!closing || !closed) return ['nothing says how it was closed'];
  const { how, by, revisit } = closing;
  return [
    ...(closing.round === round ? [] : [`it was closed in round ${closing.round}`]),
    ...(by === closed.actor ? [] : [`${closed.actor} closed it, and it says ${by}`]),
    ...(how === 'revisit' && !said(revisit) ? ['it was closed by a revisit that nobody made'] : []),
    ...(how === 'office' && !said(closed.reason) ? ['the office closed it and does not say why'] : []),
    ...(how === 'source' && by !== ticket.source && !ofSource ? [`${by} closed it, and its source did not`] : []),
    ...(how === 'main' && ticket.mergedInto === null ? ['it was closed with a main ticket that it does not have'] : []),
  ];
}

function isDone({ state, opinion }: Readonly<Task>): boolean {
  return state === 'done' && said(opinion);
}

function isWaived({ state, attendance, waiver }: Readonly<Task>): boolean {
  return state === 'withdrawn' && attendance === 'waived' && said(waiver);
}
