import type { DeadLetterFact, Evidence, Logged } from '../evidence/evidence.js';
import { TOPIC_PREFIX } from '../evidence/logged.js';
import { found, grouped, type Finding } from './finding.js';
import { HEARERS } from './hearers.js';

/** Their sequence is the version of the ticket; that of others is of what they are about. */
const BY_VERSION = new Set(['ticket-changed', 'delivery-requested']);

/**
 * Every message in the log was handled once by each group that hears it, or is one dead letter of it: effects + dead letters =
 * accepted. Only poison fails, and all poison does: it is dead, or waits for its next try.
 */
export function checkMessages(evidence: Evidence): Finding[] {
  const groups = [...new Set(Object.values(HEARERS).flat())];
  return groups.flatMap((group) => {
    const view = viewOf(evidence, group);
    const replayed = new Set(evidence.mended?.replayed);
    const poison = evidence.mended ? checkMended(view) : checkPoison(view);
    return [...checkGood(view), ...poison, ...checkDead(view), ...checkTaken(view, replayed)];
  });
}

/** Everything from the side of one group. */
interface GroupView {
  readonly group: string;
  /** Records of the types that it hears. */
  readonly heard: readonly Logged[];
  readonly taken: ReadonlySet<string>;
  /** Ids that wait, and ids of dead letters. */
  readonly waiting: ReadonlySet<string>;
  readonly deadIds: ReadonlySet<string>;
  /** By place in the log. */
  readonly dead: ReadonlyMap<string, readonly DeadLetterFact[]>;
}

function viewOf({ log, inbox, deadLetters, parked }: Evidence, group: string): GroupView {
  const letters = deadLetters.filter((letter) => letter.group === group);
  return {
    group,
    heard: log.filter(({ type }) => HEARERS[type]?.includes(group)),
    taken: inbox.get(group) ?? new Set(),
    waiting: new Set(parked.filter((one) => one.group === group).map(({ messageId }) => messageId)),
    deadIds: new Set(letters.map(({ messageId }) => messageId)),
    dead: grouped(letters, placeOf),
  };
}

function checkGood({ group, heard, taken, waiting }: GroupView): Finding[] {
  const good = heard.filter(({ poison }) => poison === undefined);
  return [
    ...found(
      'lost',
      good.filter(({ id }) => !taken.has(id)).map((record) => `${nameOf(record)}: not handled by ${group}`),
    ),
    ...found(
      'lost',
      good.filter(({ id }) => waiting.has(id)).map((record) => `${nameOf(record)}: waits at ${group}, though good`),
    ),
  ];
}

/** Poison that can be read has an id and fails once, however often it stands in the log; other poison is known by its place. */
function checkPoison({ group, heard, dead, deadIds, waiting }: GroupView): Finding[] {
  const fine = heard.filter(
    (record) =>
      record.poison !== undefined &&
      !dead.has(placeOfRecord(record)) &&
      !(record.id !== '' && (deadIds.has(record.id) || waiting.has(record.id))),
  );
  return found(
    'lost',
    fine.map((record) => `${nameOf(record)}: neither dead nor waiting at ${group}`),
  );
}

/** When all poison is mended nothing is left of it. */
function checkMended({ group, deadIds, waiting }: GroupView): Finding[] {
  return found(
    'lost',
    [...new Set([...deadIds, ...waiting])].map((id) => `${id} at ${group}: mended and replayed, and still not handled`),
  );
}

function checkDead({ group, heard, dead }: GroupView): Finding[] {
  const places = new Map(heard.map((record) => [placeOfRecord(record), record]));
  return [...dead].flatMap(([place, letters]) => {
    const record = places.get(place);
    const name = `dead letter of ${group} at ${place}`;
    return [
      ...found('doubled', letters.length > 1 ? [`${name}: ${letters.length} times`] : []),
      ...found('invented', record ? [] : [`${name}: there is no such message`]),
      ...found('lost', record && record.poison === undefined ? [`${name}, though good: ${letters[0]?.reason}`] : []),
    ];
  });
}

function checkTaken({ group, heard, taken, deadIds, waiting }: GroupView, replayed: ReadonlySet<string>): Finding[] {
  const ids = new Set(heard.map(({ id }) => id));
  const known = (id: string) => ids.has(id) || deadIds.has(id) || waiting.has(id) || replayed.has(id);
  return found(
    'invented',
    [...taken].filter((id) => !known(id)).map((id) => `${group} handled ${id}, not in the log`),
  );
}

/** What ticketing says of a ticket stands in the log in the order of the ticket's versions; repeats of earlier words do not count. */
export function checkLogOrder({ log }: Evidence): Finding[] {
  const ordered = log.filter(({ type, poison }) => BY_VERSION.has(type) && poison === undefined);
  return [...grouped(ordered, ({ type, key }) => `${type} of ${key}`)].flatMap(([what, records]) => {
    const seen = new Set<string>();
    let last = 0;
    return records
      .toSorted((a, b) => a.offset - b.offset)
      .flatMap(({ id, sequence }) => {
        if (seen.has(id)) return [];
        seen.add(id);
        const wrong = sequence < last;
        const finding = found('outOfOrder', wrong ? [`${what}: ${sequence} after ${last} in the log`] : []);
        last = Math.max(last, sequence);
        return finding;
      });
  });
}

function placeOfRecord(record: Logged): string {
  return placeOf({ ...record, topic: TOPIC_PREFIX + record.type });
}

function placeOf({ topic, partition, offset }: Pick<DeadLetterFact, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}@${offset}`;
}

function nameOf({ type, partition, offset, id, poison }: Logged): string {
  return `${poison === undefined ? '' : `poison (${poison}) `}${type} ${id} (${partition}@${offset})`;
}
