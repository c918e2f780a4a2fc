import { readTime } from '#libs/store';
import type { Reader, Row } from '../line/open-reader.js';
import type {
  DeadLetterFact,
  DeliveryFact,
  Evidence,
  HistoryFact,
  Logged,
  OutsideBooks,
  ParkedFact,
  TicketFact,
} from './evidence.js';

/** Reads what the database came to, past the product, and puts it beside the log and the books. */
export async function readEvidence(
  reader: Reader,
  readLog: () => Promise<readonly Logged[]>,
  books: OutsideBooks,
): Promise<Evidence> {
  const rows = (sql: string) => reader.rows(sql);
  const inbox = new Map<string, Set<string>>();
  for (const row of await rows('SELECT consumer_group, message_id FROM bus_inbox')) {
    const group = String(row['consumer_group']);
    const ids = inbox.get(group) ?? new Set();
    inbox.set(group, ids.add(String(row['message_id'])));
  }
  return {
    books,
    log: await readLog(),
    tickets: (await rows('SELECT id, source, event_id, revision FROM ticketing_ticket')).map(ticketOf),
    history: (await rows('SELECT ticket_id, version, act, data FROM ticketing_history')).map(historyOf),
    deliveries: (
      await rows(`SELECT d.id, d.platform, d.state, d.next_attempt_at, l.open_until
        FROM delivery_delivery d LEFT JOIN delivery_lane l ON l.id = d.platform`)
    ).map(deliveryOf),
    inbox,
    deadLetters: await readDeadLetters(reader),
    parked: await readParked(reader),
  };
}

/** Those that nobody has mended, or is about to. */
export async function readDeadLetters(reader: Reader): Promise<DeadLetterFact[]> {
  const rows = await reader.rows(`SELECT id, consumer_group, topic, log_partition, log_offset, message_id, reason
    FROM bus_dead_letter WHERE state = 'open'`);
  return rows.map(deadLetterOf);
}

/** Ids of the messages that were dead letters until a replay had them handled; one for each group. */
export async function readReplayed(reader: Reader): Promise<string[]> {
  const rows = await reader.rows("SELECT message_id FROM bus_dead_letter WHERE state = 'replayed'");
  return rows.map((row) => String(row['message_id']));
}

export async function readParked(reader: Reader): Promise<ParkedFact[]> {
  const rows = await reader.rows('SELECT consumer_group, message_key, message_id, dead_letter_id FROM bus_parked');
  return rows.map((row) => ({
    group: String(row['consumer_group']),
    key: String(row['message_key']),
    messageId: String(row['message_id']),
    dead: row['dead_letter_id'] !== null,
  }));
}

function ticketOf(row: Row): TicketFact {
  return {
    id: String(row['id']),
    source: String(row['source']),
    eventId: String(row['event_id']),
    revision: Number(row['revision']),
  };
}

function historyOf(row: Row): HistoryFact {
  const { data } = row;
  const facts = (typeof data === 'string' ? JSON.parse(data) : data) as { callbackId?: string } | null;
  return {
    ticketId: String(row['ticket_id']),
    version: Number(row['version']),
    act: String(row['act']),
    ...(facts?.callbackId === undefined ? {} : { callbackId: facts.callbackId }),
  };
}

function deliveryOf(row: Row): DeliveryFact {
  const times = [row['next_attempt_at'], row['open_until']].flatMap((time) => (time ? [readTime(time)] : []));
  const dueAt = row['next_attempt_at'] ? new Date(Math.max(...times.map(Number))) : undefined;
  return {
    id: String(row['id']),
    platform: String(row['platform']),
    state: String(row['state']),
    ...(dueAt ? { dueAt } : {}),
  };
}

function deadLetterOf(row: Row): DeadLetterFact {
  return {
    id: String(row['id']),
    group: String(row['consumer_group']),
    topic: String(row['topic']),
    partition: Number(row['log_partition']),
    offset: Number(row['log_offset']),
    messageId: String(row['message_id']),
    reason: String(row['reason']),
  };
}
