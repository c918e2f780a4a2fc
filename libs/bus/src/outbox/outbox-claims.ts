import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { forUpdate, inTransaction, isDuplicate, marks, readTime, writeTime } from '#libs/store';

/** Then another relay takes the keys of one that has died; of one that is only slow, too, which repeats messages at worst. */
const CLAIM_MILLISECONDS = 12_000;
/** What is this far ahead was written before the clock was put back: nobody waits for it to come round again. */
const AHEAD_MILLISECONDS = 60_000;
const MAX_KEYS = 200;
/** Enough rows to find so many keys among. */
const LOOK_AT_ROWS = 1_000;

/** What a relay may take. */
export interface Wish {
  /** Keys whose oldest row is at least this old: whoever wrote it has had time to publish it himself. */
  readonly writtenBefore: Date;
  /** Keys that were left to this relay, however young their rows. */
  readonly left: readonly string[];
  /** Keys that this process is publishing from memory in this moment. */
  isBusy(key: string): boolean;
}

/**
 * Which relay publishes which keys. A claim only saves work: order does not rest on it, since whoever publishes a key begins
 * with its oldest row, so that two at once repeat each other and overtake nothing.
 */
export class OutboxClaims {
  readonly owner = randomUUID();

  constructor(private readonly dataSource: DataSource) {}

  /** Claims keys that have rows and no owner, those with the oldest rows first. */
  async take(wish: Wish, now: Date): Promise<string[]> {
    const free = (await this.freeKeys(wish, now)).filter((key) => !wish.isBusy(key)).slice(0, MAX_KEYS);
    if (free.length === 0) return [];
    try {
      return await inTransaction(this.dataSource, async (manager) => {
        const held = (await manager.query(
          `SELECT message_key, until_at FROM bus_outbox_claim WHERE message_key IN (${marks(free)}) ${forUpdate(manager)}`,
          free,
        )) as { message_key: string; until_at: unknown }[];
        const runsOut = latestEnd(now);
        const stale = held
          .filter((row) => readTime(row.until_at) <= now || readTime(row.until_at) > runsOut)
          .map((row) => row.message_key);
        const live = new Set(held.map((row) => row.message_key).filter((key) => !stale.includes(key)));
        if (stale.length > 0)
          await manager.query(`DELETE FROM bus_outbox_claim WHERE message_key IN (${marks(stale)})`, stale);
        const mine = free.filter((key) => !live.has(key)).toSorted();
        const until = writeTime(new Date(now.getTime() + CLAIM_MILLISECONDS));
        if (mine.length > 0)
          await manager.query(
            `INSERT INTO bus_outbox_claim (message_key, owner, until_at) VALUES ${mine.map(() => '(?,?,?)').join(',')}`,
            mine.flatMap((key) => [key, this.owner, until]),
          );
        return mine;
      });
    } catch (error) {
      // Another relay was quicker; what it does not take is there at the next look.
      if (isDuplicate(error)) return [];
      throw error;
    }
  }

  async release(): Promise<void> {
    await inTransaction(this.dataSource, (manager) =>
      manager.query('DELETE FROM bus_outbox_claim WHERE owner = ?', [this.owner]),
    );
  }

  private async freeKeys({ writtenBefore, left }: Wish, now: Date): Promise<string[]> {
    const leftToo = left.length > 0 ? `OR o.message_key IN (${marks(left)})` : '';
    const rows = (await this.dataSource.query(
      `SELECT o.message_key FROM bus_outbox o
       LEFT JOIN bus_outbox_claim c ON c.message_key = o.message_key AND c.until_at > ? AND c.until_at <= ?
       WHERE c.message_key IS NULL AND (o.created_at <= ? OR o.created_at > ? ${leftToo})
       ORDER BY o.place LIMIT ${LOOK_AT_ROWS}`,
      [
        writeTime(now),
        writeTime(latestEnd(now)),
        writeTime(writtenBefore),
        writeTime(new Date(now.getTime() + AHEAD_MILLISECONDS)),
        ...left,
      ],
    )) as { message_key: string }[];
    return [...new Set(rows.map((row) => row.message_key))];
  }
}

/** Of a claim that is in force, by the clock of whichever machine. */
function latestEnd(now: Date): Date {
  return new Date(now.getTime() + CLAIM_MILLISECONDS + AHEAD_MILLISECONDS);
}
