import type { ColumnOptions } from 'typeorm';

/**
 * Options of a column that holds a moment: UTC, exact to the millisecond on both databases; `columnWords().time` in the
 * migration. `@Column(timeColumn({ name: 'due_at' })) dueAt: Date`.
 */
export function timeColumn(options: Omit<ColumnOptions, 'type' | 'precision'> = {}): ColumnOptions {
  return { ...options, type: 'datetime', precision: 3 };
}

/** A time as a raw query gives it: text in UTC from SQLite, a Date from MariaDB. */
export function readTime(value: unknown): Date {
  if (value instanceof Date) return value;
  return new Date(`${String(value).replace(' ', 'T')}Z`);
}

/** A time as a raw query takes it: UTC with milliseconds, as both databases write it. */
export function writeTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}
