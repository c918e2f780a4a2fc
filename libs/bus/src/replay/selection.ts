/** Dead letters to be replayed; all conditions must hold, and at least one is given. */
export interface LetterSelection {
  readonly kind: 'dead-letters';
  readonly deadLetterId?: string;
  readonly messageId?: string;
  readonly key?: string;
  /** A failure group: equal for failures of one cause. */
  readonly fingerprint?: string;
  readonly group?: string;
  readonly type?: string;
  /** ISO 8601: given up at or after, and before. */
  readonly failedFrom?: string;
  readonly failedBefore?: string;
}

/** A range of the log to be handled by one group. */
export interface RangeSelection {
  readonly kind: 'range';
  readonly group: string;
  readonly topic: string;
  /** ISO 8601: appended at or after, and before. */
  readonly from: string;
  readonly before: string;
  /** False: only what the group has not handled. True: all of it, anew, each once a run. */
  readonly again: boolean;
}

export type ReplaySelection = LetterSelection | RangeSelection;

/** The condition on `bus_dead_letter` with its values; undefined when the selection names nothing. */
export function whereOf(
  selection: LetterSelection,
  toSql: (time: Date) => string,
): { where: string; values: unknown[] } | undefined {
  const parts: [condition: string, value: unknown][] = [];
  const add = (condition: string, value: string | undefined): void => {
    if (value !== undefined) parts.push([condition, value]);
  };
  const time = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : toSql(new Date(value));
  add('id = ?', selection.deadLetterId);
  add('message_id = ?', selection.messageId);
  add('message_key = ?', selection.key);
  add('fingerprint = ?', selection.fingerprint);
  add('consumer_group = ?', selection.group);
  add('message_type = ?', selection.type);
  add('failed_at >= ?', time(selection.failedFrom));
  add('failed_at < ?', time(selection.failedBefore));
  if (parts.length === 0) return undefined;
  return { where: parts.map(([condition]) => condition).join(' AND '), values: parts.map(([, value]) => value) };
}
