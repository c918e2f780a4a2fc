import { createRequire } from 'node:module';

type Escape = (value: unknown, stringifyObjects: boolean, timezone: string) => string;

/** Text that is SQL already; what mysql2 puts in place of a mark as it stands. */
export class SqlText {
  constructor(readonly text: string) {}

  toSqlString(): string {
    return this.text;
  }
}

let escape: Escape | undefined;
let lastDate: Date | undefined;
let lastDateText = '';

/**
 * A value as MariaDB's literal. mysql2 would look for the marks of the whole statement one by one, and for each quotation mark of
 * a JSON text put a backslash before it: hundreds of pieces a row, where a text between apostrophes needs none of them.
 */
export function sqlLiteral(value: unknown): string {
  // All but these two may stand in a quoted text as they are, under any sql_mode.
  if (typeof value === 'string' && !value.includes("'") && !value.includes('\\')) return `'${value}'`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'NULL';
  // The rows of one batch mostly share one.
  if (value instanceof Date && value === lastDate) return lastDateText;
  escape ??= (createRequire(import.meta.url)('mysql2') as { escape: Escape }).escape;
  const text = escape(value, true, 'Z');
  if (value instanceof Date) [lastDate, lastDateText] = [value, text];
  return text;
}
