import { setTimeout as sleep } from 'node:timers/promises';
import type { Evidence, Logged, Mended } from '../evidence/evidence.js';
import { TOPIC_PREFIX } from '../evidence/logged.js';
import { readReplayed, readDeadLetters, readParked } from '../evidence/read-evidence.js';
import type { Line } from '../line/line.js';
import { POISON_SOURCE } from '../poison/poison-kinds.js';
import { gridEventOf, mendingOf, type Mending } from './corrections.js';

const LOOK_AGAIN_MS = 1_000;
const AT_ONCE = 50;
const REASON = 'the poison is mended';

/**
 * Does what an operator would: sees to the cause (the events that poison spoke of are reported), gives what waits another try,
 * and replays every dead letter, corrected where it cannot be read. Resolves when none is left, or the signal says that
 * there is no more time: what is left then is counted.
 */
export async function mend(line: Line, { log }: Evidence, signal: AbortSignal): Promise<Mended> {
  const poison = log.filter((record) => record.poison !== undefined);
  const mendings = new Map(poison.map((record) => [mendingOf(record).eventId, mendingOf(record)]));
  // What should have been an event itself is corrected into one.
  const own = new Set(poison.flatMap((one) => (one.type === 'event-received' ? [mendingOf(one).eventId] : [])));
  const toReport = [...mendings.values()].filter(({ eventId }) => !own.has(eventId));
  for (let at = 0; at < toReport.length; at += AT_ONCE)
    await line.report({ list: toReport.slice(at, at + AT_ONCE).map(gridEventOf) });
  const places = new Map(
    poison.map((record) => [`${TOPIC_PREFIX}${record.type}/${record.partition}@${record.offset}`, record]),
  );
  while (!signal.aborted && !(await isMended(line))) {
    await once(line, places);
    await sleep(LOOK_AGAIN_MS);
  }
  const replayed = await readReplayed(line.reader);
  return { replayed, events: [...mendings.values()].map(asSending), deliveries: deliveriesOf(mendings.values()) };
}

async function isMended({ reader }: Line): Promise<boolean> {
  return (await readParked(reader)).length === 0 && (await readDeadLetters(reader)).length === 0;
}

async function once({ reader, ask }: Line, places: ReadonlyMap<string, Logged>): Promise<void> {
  for (const { group, key, dead } of await readParked(reader)) {
    if (!dead) await ask('/v1/parked-keys/release', { group, key, reason: REASON }).catch(ignoreRace);
  }
  for (const { id, topic, partition, offset } of await readDeadLetters(reader)) {
    const record = places.get(`${topic}/${partition}@${offset}`);
    if (!record) continue;
    const { correction } = mendingOf(record);
    const selection = { deadLetters: { deadLetterId: id } };
    await ask('/v1/replays', { selection, reason: REASON, ...(correction ? { correction } : {}) });
  }
}

/** The key may have been tried, and be free, in this moment. */
function ignoreRace(error: Error): void {
  if (!error.message.includes(' 404')) throw error;
}

function asSending({ eventId: id, ticketId: ticket }: Mending): Mended['events'][number] {
  return { platform: POISON_SOURCE, kind: 'event', id, ticket, at: 0, outcome: 'accepted', times: 1 };
}

function deliveriesOf(mendings: Iterable<Mending>): Set<string> {
  return new Set([...mendings].flatMap(({ deliveryId }) => (deliveryId === undefined ? [] : [deliveryId])));
}
