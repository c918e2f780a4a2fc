import type { Deadline } from '../../../ticketing/src/persistence/deadline.entity.js';
import type { Standing } from './world.js';

/** What one step may not do to a ticket and has done; in words. */
export function whatWentWrong(before: Standing, after: Standing): string[] {
  const fresh = after.history.slice(before.history.length);
  const acts = new Set(fresh.map(({ act }) => act));
  const rewritten = before.history.filter((row, index) => JSON.stringify(row) !== JSON.stringify(after.history[index]));
  const deadlines = after.deadlines.flatMap((row) => {
    const earlier = before.deadlines.find(({ id }) => id === row.id);
    return earlier ? moved(earlier, row, acts) : begunAnew(before, row, acts);
  });
  return [
    ...rewritten.map(({ version }) => `version ${version} of the history was rewritten`),
    ...deadlines,
    ...lostRatings(before, after, acts),
  ];
}

/** A bad rating (差评) waits until somebody has looked into it, or the ticket is void. */
function lostRatings(before: Standing, { ticket, desk }: Standing, acts: ReadonlySet<string>): string[] {
  const open = before.desk.filter(({ kind, settledAt }) => kind === 'bad-rating' && settledAt === null);
  const lost = open.filter(({ id }) => desk.find((item) => item.id === id)?.settledAt !== null);
  return lost.length > 0 && !acts.has('rectified') && ticket.state !== 'void' ? ['a bad rating is forgotten'] : [];
}

/** Only what is granted, a pause, and the days off of a year that is known by now move an end. */
function moved(before: Readonly<Deadline>, after: Readonly<Deadline>, acts: ReadonlySet<string>): string[] {
  const name = after.id.split('.').slice(1).join(' ');
  const terms = ({ limit, startedAt, rules, kind, taskId }: Readonly<Deadline>) =>
    JSON.stringify([limit, startedAt, rules, kind, taskId]);
  const paused = JSON.stringify(before.pauses) !== JSON.stringify(after.pauses);
  const longer = after.extensions.length > before.extensions.length;
  const shifted = before.endsAt?.getTime() !== after.endsAt?.getTime();
  const may = longer || paused || acts.has('deadline-recomputed');
  return [
    ...(terms(before) === terms(after) ? [] : [`the terms of ${name} were changed`]),
    ...(shifted && !may ? [`the end of ${name} moved`] : []),
    ...(longer && !acts.has('extension-granted') ? [`${name} was extended without being granted`] : []),
    ...(before.state === 'met' || before.state === 'dropped'
      ? before.state === after.state
        ? []
        : [`${name} was over`]
      : []),
  ];
}

/** Whoever has it next has what is left: the time for 办结 begins with a round, and once. */
function begunAnew({ ticket, deadlines }: Standing, row: Readonly<Deadline>, acts: ReadonlySet<string>): string[] {
  if (row.kind !== 'finish' || row.round > ticket.round) return [];
  const fromReceipt = acts.has('unmerged') && row.startedAt.getTime() === ticket.receivedAt.getTime();
  return fromReceipt || !deadlines.some(({ kind }) => kind === 'finish') ? [] : ['the time for 办结 was begun anew'];
}
