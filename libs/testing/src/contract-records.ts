import { randomUUID } from 'node:crypto';
import type { LogRecord, StoredRecord } from '#libs/bus';

let numbered = 0;

/** Of one place: brokers outlive a test, and its names must be nobody else's. */
export function newName(what: string): string {
  return `huying.contract-${what}-${randomUUID().slice(0, 8)}`;
}

export function recordOn(topic: string, key: string, text: string): LogRecord {
  return {
    topic,
    envelope: {
      id: `m-${++numbered}`,
      type: 'contract',
      version: 1,
      source: '/test',
      time: '2026-11-25T02:00:00.000Z',
      key,
      sequence: 0,
    },
    body: JSON.stringify({ text }),
  };
}

export const textOf = (one: StoredRecord): string => (JSON.parse(one.body) as { text: string }).text;
