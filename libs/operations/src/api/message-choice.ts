import type { MessageChoice, Stretch, Topics } from '#libs/bus';
import { readCursor, readMoment, readQuery, readWhole, refuse } from '#libs/runtime';
import { knownTopic } from './known-topic.js';

export const CHOICE = ['topic', 'partition', 'offset', 'from', 'until', 'key', 'id'] as const;

/** Which messages a query wants. Throws `invalid-query` or `not-found`. */
export function readChoice(topics: Topics, query: Partial<Record<(typeof CHOICE)[number], string>>): MessageChoice {
  const { topic, partition, offset, from, until, key, id } = query;
  if (topic === undefined) refuse('topic must be given');
  if (offset !== undefined && (partition === undefined || from !== undefined))
    refuse('offset goes with a partition, and instead of from');
  if (key !== undefined && partition !== undefined) refuse('key says the partition by itself');
  return {
    topic: knownTopic(topics, topic),
    ...(partition === undefined ? {} : { partition: readWhole('partition', partition, 0, 10_000) }),
    ...(key === undefined ? {} : { key }),
    ...(id === undefined ? {} : { id }),
    ...(until === undefined ? {} : { until: readMoment('until', until) }),
    from: offset === undefined ? readFrom(from) : readWhole('offset', offset, 0, Number.MAX_SAFE_INTEGER),
  };
}

export function readStretches(cursor: string): Stretch[] {
  return readCursor(cursor, isStretches);
}

/** Asked for a key or an id, one looks from the start; asked for nothing more, too: the log is read as it was written. */
function readFrom(text = 'start'): MessageChoice['from'] {
  return text === 'start' || text === 'end' ? text : readMoment('from', text);
}

export function readChoiceQuery(query: Readonly<Record<string, unknown>>) {
  return readQuery(query, [...CHOICE, 'cursor', 'limit']);
}

function isStretches(value: unknown): value is Stretch[] {
  const isOffset = (one: unknown): boolean => Number.isSafeInteger(one) && (one as number) >= 0;
  return (
    Array.isArray(value) &&
    value.every((one: Partial<Stretch> | null) => {
      const { partition, next, end } = one ?? {};
      return isOffset(partition) && isOffset(next) && (end === undefined || isOffset(end));
    })
  );
}
