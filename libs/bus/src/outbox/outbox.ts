import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogRecord } from '../envelope.js';
import type { OutboxLog, OutboxRelay } from './outbox-relay.js';
import { deleteRows, keysWithRows, writeOutbox } from './outbox-table.js';
import { writeUnsendable } from './unsendable.js';

/**
 * Says what a transaction says, if and only if it is committed: rows are written inside it, and published after it. First
 * appearances of a key's messages are in the order of their sequence; repeats are possible.
 */
export class Outbox {
  private readonly logger = new Logger('outbox');

  constructor(
    private readonly dataSource: DataSource,
    private readonly log: OutboxLog,
    private readonly relay: OutboxRelay,
    private readonly sizeOf: (record: LogRecord) => number,
  ) {}

  /** Called inside the transaction; the returned function is called after the commit, and never rejects. */
  async write(manager: EntityManager, records: readonly LogRecord[]): Promise<() => Promise<void>> {
    const sendable: LogRecord[] = [];
    const unsendable: { record: LogRecord; reason: string }[] = [];
    for (const record of records) {
      const reason = this.log.unsendable(record);
      if (reason === undefined) sendable.push(record);
      else unsendable.push({ record, reason });
    }
    await writeUnsendable(manager, unsendable);
    const keys = [...new Set(sendable.map(({ envelope }) => envelope.key))];
    // What is older must appear first: such keys are the relay's.
    const waiting = await keysWithRows(manager, keys);
    await writeOutbox(
      manager,
      sendable.map((record) => ({ record, size: this.sizeOf(record) })),
      new Date(),
    );
    const fresh = sendable.filter(({ envelope }) => !waiting.has(envelope.key));
    return () => this.publish(fresh, waiting);
  }

  private async publish(fresh: readonly LogRecord[], waiting: ReadonlySet<string>): Promise<void> {
    const keys = fresh.map(({ envelope }) => envelope.key);
    // One at a time finds out whether the brokers are back: the relay.
    if (this.relay.away) return;
    await this.relay.apart(keys, async () => {
      try {
        await this.log.append(fresh);
        await deleteRows(this.dataSource, fresh);
      } catch (error) {
        this.relay.away = true;
        this.logger.warn({ err: error as Error }, `${fresh.length} messages are left to the relay`);
      }
    });
    this.relay.leave(waiting);
  }
}
