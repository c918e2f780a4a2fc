import type { Clock } from '#libs/runtime';
import type { PlatformSettings } from '../../platform-settings.js';
import { callbackFrom, type CallbackField } from '../../reading/callback-from.js';
import { eventFrom, type EventField } from '../../reading/event-from.js';
import { textField } from '../../reading/fields.js';
import { readItems } from '../../reading/read-items.js';
import type { Reading } from '../../readings.js';
import { fieldsOf, type InboundMapping } from './inbound-mapping.js';

/** The inbound half of a mapping. */
export interface Inbound {
  events: InboundMapping<EventField> | undefined;
  callbacks: InboundMapping<CallbackField> | undefined;
}

/** Reads a list of items of one kind, pushed or pulled. */
export function listReader(
  inbound: Inbound,
  platform: PlatformSettings,
  zone: string,
  clock: Clock,
): (kind: 'events' | 'callbacks', list: readonly unknown[]) => Promise<Reading[]> {
  const ours = new Map(Object.entries(platform.agencies ?? {}).map(([our, their]) => [their, our]));
  return (kind, list) => {
    const context = { zone, now: clock.now() };
    const { events, callbacks } = inbound;
    if (kind === 'events' && events)
      return readItems('event', list, async (item, index) => {
        const { values } = await fieldsOf(events, item);
        return { kind: 'event', index, event: eventFrom(values, context) };
      });
    if (kind === 'callbacks' && callbacks)
      return readItems('callback', list, async (item, index) => {
        const { values, raw } = await fieldsOf(callbacks, item);
        const theirs = values.operatorAgency;
        const operatorAgency = typeof theirs === 'string' ? (ours.get(theirs) ?? theirs) : theirs;
        const rawStatus = textField('status', raw.status, Infinity);
        return { kind: 'callback', index, callback: callbackFrom({ ...values, operatorAgency, rawStatus }, context) };
      });
    return Promise.resolve([]);
  };
}
