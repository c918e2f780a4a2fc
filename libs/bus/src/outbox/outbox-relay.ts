import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { inTrace, Loop } from '#libs/runtime';
import { inTransaction } from '#libs/store';
import type { LogRecord } from '../envelope.js';
import type { OutgoingMessage } from '../kafka/kafka-message.js';
import { traceOf } from '../trace-of.js';
import { OutboxClaims } from './outbox-claims.js';
import { writeUnsendable } from './unsendable.js';
import { deleteRows, deleteRowsWithin, oldestRows, oldestTime } from './outbox-table.js';

const BATCH = { maxRecords: 500, maxBytes: 4 * 1024 * 1024 };
/** Whoever wrote a row publishes it himself within this time, or has left it to us. */
const GRACE = 1_000;
const LOOK_AGAIN = { withRows: 1_000, withoutRows: 3_000 };
const MAX_LEFT = 200;
const MAX_LEFT_KEPT = 10_000;
/** Well within the life of a claim. */
const WORK_MILLISECONDS = 5_000;

/** The log as the outbox needs it. */
export interface OutboxLog {
  /** To be done once, since it is most of the work. */
  encode(record: LogRecord): OutgoingMessage;
  /** Why the log can never take it; undefined when it can. */
  unsendable(message: OutgoingMessage): string | undefined;
  append(messages: readonly OutgoingMessage[]): Promise<void>;
  /** True for an error of `append` that says that a record is too large for the brokers. */
  isTooLarge(error: unknown): boolean;
}

/**
 * Publishes what is left in the outbox: of a process that died after its commit, of a time when the brokers were away, and of
 * keys whose older rows were still on their way. Every process has one; they share the work by keys.
 */
export class OutboxRelay {
  private readonly logger = new Logger('outbox');
  private readonly loop: Loop;
  private readonly claims: OutboxClaims;
  private readonly left = new Set<string>();
  private readonly busy = new Map<string, number>();
  /** True after a failure, until something has been published: then nobody else need try. */
  away = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly log: OutboxLog,
  ) {
    this.claims = new OutboxClaims(dataSource);
    this.loop = new Loop('outbox relay', () => this.turn(), LOOK_AGAIN.withRows);
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  /** These keys have rows that nobody else will publish. */
  leave(keys: Iterable<string>): void {
    // While the brokers are away nothing is remembered: the rows are found by their age.
    if (this.away) return;
    const before = this.left.size;
    for (const key of keys) if (this.left.size < MAX_LEFT_KEPT) this.left.add(key);
    if (this.left.size > before) this.loop.wake();
  }

  /** While `work` runs, the relay of this process keeps its hands off these keys. */
  async apart(keys: Iterable<string>, work: () => Promise<void>): Promise<void> {
    const all = [...new Set(keys)];
    for (const key of all) this.busy.set(key, (this.busy.get(key) ?? 0) + 1);
    try {
      await work();
    } finally {
      for (const key of all) {
        const still = (this.busy.get(key) ?? 1) - 1;
        if (still === 0) this.busy.delete(key);
        else this.busy.set(key, still);
      }
      if (this.left.size > 0 && !this.away) this.loop.wake();
    }
  }

  private async turn(): Promise<number> {
    const now = new Date();
    const left = [...this.left].filter((key) => !this.busy.has(key)).slice(0, MAX_LEFT);
    const keys = await this.claims.take(
      { writtenBefore: new Date(now.getTime() - GRACE), left, isBusy: (key) => this.busy.has(key) },
      now,
    );
    for (const key of left) this.left.delete(key);
    if (keys.length === 0) return this.rest();
    try {
      for (let worked = 0; worked < WORK_MILLISECONDS; worked = Date.now() - now.getTime()) {
        const records = await oldestRows(this.dataSource.manager, keys, BATCH);
        if (records.length === 0) break;
        await this.publish(records);
      }
    } catch (error) {
      this.away = true;
      throw error;
    } finally {
      await this.claims.release();
    }
    return 0;
  }

  private async rest(): Promise<number> {
    if (await oldestTime(this.dataSource.manager)) return LOOK_AGAIN.withRows;
    this.away = false;
    return LOOK_AGAIN.withoutRows;
  }

  private async publish(records: readonly LogRecord[]): Promise<void> {
    const sendable: OutgoingMessage[] = [];
    for (const record of records) {
      const outgoing = this.log.encode(record);
      const reason = this.log.unsendable(outgoing);
      if (reason === undefined) sendable.push(outgoing);
      else await this.setAside(outgoing, reason);
    }
    try {
      await this.log.append(sendable);
    } catch (error) {
      if (!this.log.isTooLarge(error)) throw error;
      return this.publishOneByOne(sendable);
    }
    this.away = false;
    await deleteRows(this.dataSource, sendable);
  }

  /** One of them is larger than the brokers take: the others must not wait for it. */
  private async publishOneByOne(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const message of messages) {
      try {
        await this.log.append([message]);
        await deleteRows(this.dataSource, [message]);
      } catch (error) {
        if (!this.log.isTooLarge(error)) throw error;
        await this.setAside(message, 'the brokers refuse it as too large');
      }
    }
  }

  private async setAside(message: OutgoingMessage, reason: string): Promise<void> {
    const { record } = message;
    inTrace(traceOf(record), () => this.logger.error(`can't be published: ${reason}`));
    await inTransaction(this.dataSource, async (manager) => {
      await writeUnsendable(manager, [{ record, reason }]);
      await deleteRowsWithin(manager, [message]);
    });
  }
}
