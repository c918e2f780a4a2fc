import type { DeadLetterFact, Evidence, Logged } from '../evidence/evidence.js';
import { found, grouped, type Finding } from './finding.js';
import { HEARERS } from './hearers.js';

/** Their sequence is the version of the ticket; that of others is of what they are about. */
const BY_VERSION = new Set(['ticket-changed', 'delivery-requested']);

/**
 * Every message in the log was handled once by each group that hears it, or is one dead letter of it: effects + dead letters =
 * accepted. Only poison is dead, and all poison is.
 */
export function checkMessages(evidence: Evidence): Finding[] {
  const groups = [...new Set(Object.values(HEARERS).flat())];
  return groups.flatMap((group) => checkGroup(evidence, group));
}

function checkGroup({ log, inbox, deadLetters }: Evidence, group: string): Finding[] {
  const heard = log.filter(({ type }) => HEARERS[type]?.includes(group));
  const handled = inbox.get(group) ?? new Set<string>();
  const dead = grouped(
    deadLetters.filter((letter) => letter.group === group),
    placeOf,
  );
  const deadIds = new Set([...dead.values()].flat().map(({ messageId }) => messageId));
  const places = new Map(heard.map((record) => [placeOf({ ...record, topic: `huying.${record.type}` }), record]));
  const good = heard.filter(({ poison }) => poison === undefined);
  const ids = new Set(good.map(({ id }) => id));
  return [
    ...found(
      'lost',
      good.filter(({ id }) => !handled.has(id)).map((record) => `${nameOf(record)}: not handled by ${group}`),
    ),
    ...found(
      'lost',
      poisonWithoutDeath(heard, dead, deadIds).map((record) => `${nameOf(record)}: no dead letter of ${group}`),
    ),
    ...[...dead].flatMap(([place, letters]) => {
      const record = places.get(place);
      const name = `dead letter of ${group} at ${place}`;
      return [
        ...found('doubled', letters.length > 1 ? [`${name}: ${letters.length} times`] : []),
        ...found('invented', record ? [] : [`${name}: there is no such message`]),
        ...found('lost', record && record.poison === undefined ? [`${name}, though good: ${letters[0]?.reason}`] : []),
      ];
    }),
    ...found(
      'invented',
      [...handled]
        .filter((id) => !ids.has(id) && !deadIds.has(id))
        .map((id) => `${group} handled ${id}, not in the log`),
    ),
  ];
}

/** Poison that can be read has an id and is dead once, however often it stands in the log. */
function poisonWithoutDeath(
  heard: readonly Logged[],
  dead: ReadonlyMap<string, unknown>,
  deadIds: ReadonlySet<string>,
): Logged[] {
  return heard.filter(
    (record) =>
      record.poison !== undefined &&
      !dead.has(placeOf({ ...record, topic: `huying.${record.type}` })) &&
      !(record.id !== '' && deadIds.has(record.id)),
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

function placeOf({ topic, partition, offset }: Pick<DeadLetterFact, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}/${partition}@${offset}`;
}

function nameOf({ type, partition, offset, id, poison }: Logged): string {
  return `${poison === undefined ? '' : `poison (${poison}) `}${type} ${id} (${partition}@${offset})`;
}
