import type { EntityManager } from 'typeorm';
import { Problem } from '#libs/runtime';
import { readPosition } from '../consumer/position.js';
import { Transport } from '../transport.js';
import type { RangeSelection } from './selection.js';
import type { Span } from './replay-row.js';

/**
 * What a range is in offsets, partition by partition: what is still in the log, and no further than the group has come, since
 * the rest it handles anyway. Rejects with `not-found` for a topic or a group that is not there.
 */
export async function spansOf(manager: EntityManager, transport: Transport, range: RangeSelection): Promise<Span[]> {
  const { group, topic } = range;
  const extents = await transport.extents(topic);
  if (extents.length === 0) throw new Problem('not-found', `The log has no topic ${topic}.`);
  const spans: Span[] = [];
  let begun = false;
  for (const { partition, start } of extents) {
    const position = await readPosition(manager, { group, topic, partition });
    begun ||= position > 0;
    const next = Math.max(start, await transport.offsetAt(topic, partition, new Date(range.from)));
    const end = Math.min(position, await transport.offsetAt(topic, partition, new Date(range.before)));
    if (next < end) spans.push({ partition, next, end });
  }
  if (!begun)
    throw new Problem('not-found', `Group ${group} has handled nothing of ${topic}: name a group that hears it.`);
  return spans;
}
