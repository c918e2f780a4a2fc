import type { ParseArgsOptionsConfig } from 'node:util';
import type { Client } from './client.js';
import type { Output } from './output.js';

/** What was written behind the command's name. */
export interface Given {
  /** Words that are no options, in their order. */
  readonly words: readonly string[];
  /** Options with a value, by name. */
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Options without one. */
  readonly flags: ReadonlySet<string>;
}

/** One word of the command line. It asks the HTTP interface and nothing else. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands behind the name, and what it means. */
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  /** How many words it takes. */
  readonly words: { readonly least: number; readonly most: number };
  run(given: Given, client: Client, output: Output): Promise<void>;
}

/** The command line is wrong: told with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The value of an option that the command can't do without. */
export function needed(given: Given, name: string): string {
  const value = given.options[name];
  if (value === undefined) throw new UsageError(`--${name} must be given`);
  return value;
}

/** The value, or undefined where there is none, of each named option: the query of a request. */
export function picked(given: Given, names: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, given.options[name]]));
}
