import type { Envelope, StoredRecord } from '../envelope.js';
import { unreadable } from '../unreadable.js';

/** As wide as the columns that keep a dead letter. */
const LONGEST = { id: 64, type: 64, key: 200 } as const;

/**
 * A record out of a row of the log. We write whole envelopes only, but a row may have been mended by hand: what is no envelope
 * comes with the reason why nobody can read it, and is not what a partition stops at.
 */
export function rowRecord(
  place: { topic: string; partition: number; offset: number },
  row: { envelope: string; body: string },
): StoredRecord {
  const found = parsed(row.envelope);
  const faults = Object.entries(LONGEST).flatMap(([name, longest]) => {
    const value = found?.[name];
    if (typeof value !== 'string') return [`the envelope has no ${name}`];
    return value.length > longest ? [`the envelope's ${name} is longer than ${longest} characters`] : [];
  });
  if (faults.length === 0) return { ...place, envelope: found as unknown as Envelope, body: row.body };
  const text = (name: keyof typeof LONGEST): string => String(found?.[name] ?? '').slice(0, LONGEST[name]);
  const envelope = { id: '', type: text('type'), version: 0, source: '', time: '', key: text('key'), sequence: 0 };
  return unreadable({ ...place, envelope, body: row.body }, faults);
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
