import { setTimeout as sleep } from 'node:timers/promises';
import type { Entrance } from './entrance.js';

/** How the events ended. */
export interface Verification {
  /** Distinct events with a ticket. */
  opened: number;
  /** Event ids that have more than one ticket. */
  doubled: number;
  /** Events that were accepted and have no ticket. */
  lost: number;
  /** Tickets of these events by public status. */
  byState: Record<string, number>;
}

/** So long without any new ticket, the rest is taken for lost. */
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 1_000;
const AT_ONCE = 8;

/** Waits until every accepted event is a ticket, or no more appear, and looks how each stands. */
export async function verify(
  entrance: Entrance,
  platform: string,
  accepted: ReadonlySet<string>,
  found: (opened: number) => void,
): Promise<Verification> {
  const states = new Map<string, string>();
  let missing = [...accepted];
  let lastNewAt = Date.now();
  for (;;) {
    const before = states.size;
    await lookUp(entrance, platform, missing, (eventId, status) => found(states.set(eventId, status).size));
    missing = missing.filter((eventId) => !states.has(eventId));
    if (states.size > before) lastNewAt = Date.now();
    if (missing.length === 0 || Date.now() - lastNewAt > PATIENCE_MS) break;
    await sleep(LOOK_AGAIN_MS);
  }
  const byState: Record<string, number> = {};
  for (const status of states.values()) byState[status] = (byState[status] ?? 0) + 1;
  const doubled = await countDoubled(entrance, platform, accepted);
  return { opened: states.size, doubled, lost: missing.length, byState };
}

/** Asks for each event by its id, several at once. */
async function lookUp(
  entrance: Entrance,
  platform: string,
  eventIds: readonly string[],
  found: (eventId: string, status: string) => void,
): Promise<void> {
  const waiting = eventIds.values();
  const worker = async () => {
    for (const eventId of waiting) {
      const path = `/v1/events/${encodeURIComponent(platform)}/${encodeURIComponent(eventId)}`;
      const answer = await entrance.ask('GET', path);
      if (answer.status === 200) found(eventId, (JSON.parse(answer.body) as { status: string }).status);
      else if (answer.status !== 404) throw new Error(`GET ${path} was answered ${answer.status} ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Reads the list of the platform's tickets through and counts the events that stand in it more than once. */
async function countDoubled(entrance: Entrance, platform: string, accepted: ReadonlySet<string>): Promise<number> {
  const tickets = new Map<string, Set<string>>();
  let cursor = '';
  do {
    const path = `/v1/tickets?source=${encodeURIComponent(platform)}&limit=200${cursor}`;
    const answer = await entrance.ask('GET', path);
    if (answer.status !== 200) throw new Error(`GET ${path} was answered ${answer.status} ${answer.body}`);
    const page = JSON.parse(answer.body) as { items: { eventId: string; ticketId: string }[]; nextCursor?: string };
    for (const { eventId, ticketId } of page.items)
      if (accepted.has(eventId)) tickets.set(eventId, (tickets.get(eventId) ?? new Set()).add(ticketId));
    cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : '';
  } while (cursor !== '');
  return [...tickets.values()].filter((ids) => ids.size > 1).length;
}
