import type { QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** One word per kind of column, so that a migration is written once for both databases. */
export interface ColumnWords {
  /** An id that we made. At most `length` characters. */
  id(length?: number): string;
  /** An id from outside, of any characters. Compared byte by byte: case and trailing blanks count. */
  key(length: number): string;
  /** Short text; its comparisons, too, are byte by byte. */
  str(length: number): string;
  /** Text of up to 4 GiB (a body). */
  readonly longText: string;
  /** A JSON document. */
  readonly json: string;
  /** Bytes, up to 4 GiB. */
  readonly blob: string;
  /** A moment in UTC with milliseconds: `timeColumn()` in the entity. */
  readonly time: string;
  readonly int: string;
  /** Up to 2^53 - 1 in our code; a longer number from outside is text. */
  readonly bigint: string;
  readonly bool: string;
  /** A number that the database counts up, as the primary key: the order in which rows were written. */
  readonly counted: string;
  /** What follows the closing parenthesis of CREATE TABLE. */
  readonly tail: string;
}

const BYTEWISE = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin';
const varchar = (length: number): string => `varchar(${length}) ${BYTEWISE}`;

// Not ascii for ids: compared with a utf8mb4 value such a column is converted, and its index is not used.
const MARIADB: ColumnWords = {
  id: (length = 64) => varchar(length),
  key: varchar,
  str: varchar,
  longText: `longtext ${BYTEWISE}`,
  json: 'json',
  blob: 'longblob',
  time: 'datetime(3)',
  int: 'int',
  bigint: 'bigint',
  bool: 'tinyint(1)',
  counted: 'bigint AUTO_INCREMENT PRIMARY KEY',
  tail: ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin',
};

// STRICT: without it a column called json or datetime turns text that looks like a number into one.
const SQLITE: ColumnWords = {
  id: () => 'text',
  key: () => 'text',
  str: () => 'text',
  longText: 'text',
  json: 'text',
  blob: 'blob',
  time: 'text',
  int: 'integer',
  bigint: 'integer',
  bool: 'integer',
  counted: 'integer PRIMARY KEY AUTOINCREMENT',
  tail: ' STRICT',
};

export function columnWords(queryRunner: QueryRunner): ColumnWords {
  return dialectOf(queryRunner) === 'sqlite' ? SQLITE : MARIADB;
}
