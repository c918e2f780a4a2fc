/** Larger statements only cost more: the database reads every value. */
const MAX_ROWS = 500;
/** A quarter of MariaDB's smallest usual max_allowed_packet. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Rows of encoded values, cut so that each part fits into one statement for MariaDB; a row that is too large stands alone. */
export function* statementChunks(rows: readonly (readonly unknown[])[]): Generator<(readonly unknown[])[]> {
  let chunk: (readonly unknown[])[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = bytesOf(row);
    if (chunk.length > 0 && (chunk.length >= MAX_ROWS || bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(row);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

/** At most: a character takes up to three bytes per UTF-16 unit, and bytes are written as two hex digits. */
function bytesOf(row: readonly unknown[]): number {
  let bytes = 0;
  for (const value of row) {
    if (typeof value === 'string') bytes += value.length * 3;
    else if (value instanceof Uint8Array) bytes += value.length * 2;
    else bytes += 24;
  }
  return bytes;
}
