import { hashOfParts } from '#libs/contracts';
import type { StoredRecord } from './envelope.js';

/** The record as one that nobody can read, under an id that is made from its place, so that it becomes a dead letter once. */
export function unreadable(record: StoredRecord, faults: readonly string[]): StoredRecord {
  const { topic, partition, offset } = record;
  const id = hashOfParts(['unreadable', topic, partition, offset]).slice(0, 32);
  return { ...record, envelope: { ...record.envelope, id, sequence: 0 }, unreadable: faults.join('; ') };
}
