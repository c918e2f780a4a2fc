import type { EntityManager } from 'typeorm';
import { insertRows, marks } from '#libs/store';
import { InboxRow } from '../persistence/inbox-row.entity.js';
import type { Incoming } from './incoming.js';

const CHUNK = 500;

/** Which of the messages this group has taken over: handled them, or keeps them parked or as dead letters. */
export async function knownIds(manager: EntityManager, group: string, ids: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (let at = 0; at < ids.length; at += CHUNK) {
    const some = ids.slice(at, at + CHUNK);
    const rows = (await manager.query(
      `SELECT message_id FROM bus_inbox WHERE consumer_group = ? AND message_id IN (${marks(some)})`,
      [group, ...some],
    )) as { message_id: string }[];
    for (const row of rows) known.add(row.message_id);
  }
  return known;
}

/** The messages that this group has not taken over yet, each id once. */
export async function notYetHandled(
  manager: EntityManager,
  group: string,
  messages: readonly Incoming[],
): Promise<Incoming[]> {
  const known = await knownIds(
    manager,
    group,
    messages.map(({ record }) => record.envelope.id),
  );
  return messages.filter(({ record }) => {
    const { id } = record.envelope;
    if (known.has(id)) return false;
    known.add(id);
    return true;
  });
}

/** Plain inserts: a duplicate means that another owner was here, rolls the batch back and has it done anew. */
export async function markHandled(
  manager: EntityManager,
  group: string,
  messages: readonly Incoming[],
  at: Date,
): Promise<void> {
  const rows = messages.map(({ record }) =>
    Object.assign(new InboxRow(), { group, messageId: record.envelope.id, handledAt: at }),
  );
  await insertRows(manager, InboxRow, rows);
}
