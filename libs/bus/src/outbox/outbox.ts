import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogRecord } from '../envelope.js';
import type { OutgoingMessage } from '../kafka/kafka-message.js';
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
  ) {}

  /** Called inside the transaction; the returned function is called after the commit, and never rejects. */
  async write(manager: EntityManager, records: readonly LogRecord[]): Promise<() => Promise<void>> {
    const sendable: OutgoingMessage[] = [];
    const unsendable: { record: LogRecord; reason: string }[] = [];
    for (const record of records) {
      const outgoing = this.log.encode(record);
      const reason = this.log.unsendable(outgoing);
      if (reason === undefined) sendable.push(outgoing);
      else unsendable.push({ record, reason });
    }
    await writeUnsendable(manager, unsendable);
    const keys = [...new Set(sendable.map(keyOf))];
    // What is older must appear first: such keys are the relay's.
    const waiting = await keysWithRows(manager, keys);
    await writeOutbox(manager, sendable, new Date());
    const fresh = sendable.filter((outgoing) => !waiting.has(keyOf(outgoing)));
    return () => this.publish(fresh, waiting);
  }

  private async publish(fresh: readonly OutgoingMessage[], waiting: ReadonlySet<string>): Promise<void> {
    // One at a time finds out whether the brokers are back: the relay.
    if (this.relay.away) return;
    await this.relay.apart(fresh.map(keyOf), async () => {
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

function keyOf({ record }: OutgoingMessage): string {
  return record.envelope.key;
}
