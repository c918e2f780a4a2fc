import { ACTS } from '../../../ticketing/src/actions/acts/acts.js';
import type { TicketSheet } from '../../../ticketing/src/actions/ticket-sheet.js';
import { deskKind, type DeskKind } from '../../../ticketing/src/domain/desk-kinds.js';
import { taskFlow } from '../../../ticketing/src/domain/task.flow.js';
import { sheetOf, type Looking } from './sheet-of.js';
import type { Standing } from './world.js';

/** What may wait behind a ticket that has ended: what its resident still has coming, and what its source said otherwise. */
const OUTLIVING: ReadonlySet<string> = new Set(['bad-rating', 'audit-due', 'conflict', 'overdue']);

/** Nothing strands: whatever is open has somebody who can go on with it, and nobody is asked twice for one thing. */
export function deskMistakes(standing: Standing, looking: Looking): string[] {
  const sheet = sheetOf(standing, looking);
  const { state } = sheet.ticket;
  const may = new Set(ACTS.filter((act) => act.may(sheet)).map(({ name }) => name));
  const items = sheet.openDeskItems();
  // Both go before everything else, and are asked for themselves.
  const first = items.some(({ kind }) => kind === 'ruling-due') || state === 'suspended';
  const stranded = items.filter(({ kind }) => {
    const { settledBy } = deskKind(kind);
    return !settledBy.includes('settle') && !settledBy.some((name) => may.has(name));
  });
  // What it is about, beside the task: a deadline and who was told of it, another content, a notice.
  const subjects = items.map(({ kind, taskId, data }) =>
    [kind, taskId, data?.deadline, data?.before, data?.contentHash, data?.notice].join(' '),
  );
  const atWork = sheet.currentTasks.some((task) => !taskFlow.states[task.state].final);
  const asked = items.some(({ kind }) => kind !== 'overdue' && kind !== 'conflict' && kind !== 'duplicate');
  const goesOn = asked || atWork || may.has('revisit') || state === 'merged' || sheet.ended;
  const waitsForDesk = (state === 'at-desk' || state === 'returned') && !asked;
  return [
    ...(first ? [] : stranded.map(({ kind }) => `nothing settles ${kind}`)),
    ...subjects
      .filter((subject, index) => subjects.indexOf(subject) < index)
      .map((subject) => `${subject} is asked twice`),
    ...(sheet.ended ? items.filter(({ kind }) => !OUTLIVING.has(kind)).map(({ kind }) => `${kind} waits still`) : []),
    ...(state !== 'resolved' && items.some(({ kind }) => kind === 'revisit-due')
      ? ['a revisit of nothing is asked for']
      : []),
    ...(goesOn ? [] : ['nobody has it and nobody is asked']),
    ...(waitsForDesk ? ['the desk has it, and is not asked'] : []),
    ...(state === 'suspended' && !may.has('resume') ? ['it is suspended for ever'] : []),
    ...(items.some(({ kind }) => kind === 'ruling-due') && !may.has('rule') ? ['nobody may rule'] : []),
    ...forbidden(sheet)
      .filter((act) => may.has(act))
      .map((act) => `${act} is possible`),
  ];
}

/** What may not be done as it stands: behind a ruling, past a bad rating (差评), over the heads of the members of a joint enforcement. */
function forbidden(sheet: TicketSheet): string[] {
  const { ticket, ended } = sheet;
  const asked = (kind: DeskKind) => sheet.openDeskItems(kind).length > 0;
  const joint = ticket.joint?.round === ticket.round && ticket.minutes?.round !== ticket.round;
  return [
    ...(asked('ruling-due') ? ['assign', 'convene', 'close'] : []),
    ...(asked('bad-rating') ? ['close'] : []),
    ...(joint && ticket.state !== 'merged' ? ['close', 'resolve'] : []),
    ...(ended ? ['assign', 'convene', 'suspend', 'resolve', 'close', 'merge', 'void'] : []),
  ];
}
