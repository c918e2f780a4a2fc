import type { DataSource } from 'typeorm';
import { positionsIn, type Place } from '../consumer/position.js';
import type { Extent } from '../transport.js';
import type { LogView } from './log-view.js';

/** Where a group stands, held against the log. */
export interface Standing extends Extent {
  readonly place: Place;
  readonly position: number;
}

/**
 * Of every partition of the topic. The log is asked second: both only grow, and another process may handle records between the
 * two answers, which must not look like handling what is not there.
 */
export async function standings(
  dataSource: DataSource,
  view: LogView,
  group: string,
  topic: string,
): Promise<Standing[]> {
  const positions = await positionsIn(dataSource.manager, { group, topic });
  return (await view.extents(topic)).map((extent) => {
    const { partition } = extent;
    return { ...extent, place: { group, topic, partition }, position: positions.get(partition) ?? 0 };
  });
}

/**
 * A group that stands behind the end of the log has handled what is not there: the log was made anew, or put back from an
 * older copy. New records would get offsets that count as handled, and would be passed over in silence. Undefined when all is well.
 */
export function lostPosition({ place, position, end }: Standing): string | undefined {
  if (position <= end) return undefined;
  const { group, topic, partition } = place;
  return `group ${group} has handled ${topic}/${partition} up to offset ${position}, but the log ends at ${end}: the topic was deleted and made anew, or the log was put back from an older copy. If nothing of the old log is left to handle, begin anew: DELETE FROM bus_position WHERE consumer_group = '${group}' AND topic = '${topic}' AND log_partition = ${partition}`;
}
