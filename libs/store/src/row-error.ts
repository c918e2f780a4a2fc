/** A value that its column can't hold, found before anything was sent. Names the row by its keys and the column; not the value. */
export class RowError extends Error {
  override readonly name = 'RowError';

  constructor(table: string, keys: readonly unknown[], column: string, reason: string) {
    super(`${table} ${keys.map(String).join('/')}: ${column} ${reason}`);
  }
}
