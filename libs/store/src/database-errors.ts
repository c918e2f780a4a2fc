import { RowError } from './row-error.js';

const DUPLICATE = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);
const IN_EACH_OTHERS_WAY = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_LOCKED',
]);
const NO_ROOM = new Set(['SQLITE_FULL', 'ER_DISK_FULL', 'ER_RECORD_FILE_FULL']);
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'POOL_CLOSED',
  'POOL_NOEXIST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_QUERY_INTERRUPTED',
  'SQLITE_IOERR',
  ...NO_ROOM,
]);
/** Of a value in a row: too long, out of range, wrong characters, missing, refused by a check or a foreign key, too large a packet. */
const OF_THE_DATA = new Set([
  'ER_DATA_TOO_LONG',
  'ER_WARN_DATA_OUT_OF_RANGE',
  'ER_DATA_OUT_OF_RANGE',
  'ER_TRUNCATED_WRONG_VALUE',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  'WARN_DATA_TRUNCATED',
  'ER_BAD_NULL_ERROR',
  'ER_NO_DEFAULT_FOR_FIELD',
  'ER_CONSTRAINT_FAILED',
  'ER_CHECK_CONSTRAINT_VIOLATED',
  'ER_NO_REFERENCED_ROW',
  'ER_NO_REFERENCED_ROW_2',
  'ER_INVALID_JSON_TEXT',
  'ER_NET_PACKET_TOO_LARGE',
  'ER_TOO_BIG_ROWSIZE',
  'ER_CANNOT_CONVERT_CHARACTER',
  'SQLITE_CONSTRAINT_NOTNULL',
  'SQLITE_CONSTRAINT_CHECK',
  'SQLITE_CONSTRAINT_FOREIGNKEY',
  'SQLITE_CONSTRAINT_DATATYPE',
  'SQLITE_MISMATCH',
  'SQLITE_TOOBIG',
]);
/** 4025: a CHECK of MariaDB, for which mysql2 has another name or none. */
const OF_THE_DATA_NUMBERS = new Set([4025]);

interface Coded {
  code?: unknown;
  errno?: unknown;
  fatal?: unknown;
  cause?: unknown;
}

/** A row of that primary or unique key is there already. */
export function isDuplicate(error: unknown): boolean {
  return has(error, ({ code }) => DUPLICATE.has(code as string));
}

/** Nothing is wrong with the statement: a deadlock, a busy or an unreachable database. The same again, later, may go well. */
export function isTransient(error: unknown): boolean {
  return isContention(error) || has(error, isAway) || has(error, ({ code }) => code === 'database-busy');
}

/** mysql2 gives no code to a statement on a connection that has been cut. */
function isAway({ code, fatal }: Coded): boolean {
  return AWAY.has(code as string) || (fatal === true && code === undefined);
}

/** The disk of the database is full. Nothing of the transaction was written; it may go well when there is room. */
export function isOutOfRoom(error: unknown): boolean {
  return has(error, ({ code }) => NO_ROOM.has(code as string));
}

/** Rolled back because of others; nothing of it was written, so it may be repeated at once. */
export function isContention(error: unknown): boolean {
  return has(error, ({ code }) => IN_EACH_OTHERS_WAY.has(code as string));
}

/** A value of some row can't be stored: the other rows could be, so that halving the batch finds the culprit. */
export function isDataError(error: unknown): boolean {
  return (
    error instanceof RowError ||
    has(error, ({ code, errno }) => OF_THE_DATA.has(code as string) || OF_THE_DATA_NUMBERS.has(errno as number))
  );
}

function has(error: unknown, matches: (coded: Coded) => boolean): boolean {
  let one: unknown = error;
  for (let depth = 0; typeof one === 'object' && one !== null && depth < 5; depth++) {
    if (matches(one as Coded)) return true;
    one = (one as Coded).cause;
  }
  return false;
}
