import type { Undo } from '#libs/testing/servers';

/** What a bench stands on. */
export interface Ground {
  /** `host:port`. */
  readonly broker: string;
  /** The URL of a new, empty database on the one server. */
  database(): Promise<string>;
  readonly undo: Undo;
  readonly quick: boolean;
  /** Folder for CPU profiles of ours. */
  readonly profile?: string;
  say(words: string): void;
}

/** By name; a group of them under the name of what they belong to. */
export interface Numbers {
  readonly [name: string]: number | Numbers;
}

/** What a bench came to. */
export interface BenchResult {
  /** What the JSON line holds. */
  readonly numbers: Numbers;
  /** For people. */
  readonly table: string;
  /** What must not be: lost, doubled, out of order. In words. */
  readonly wrong: readonly string[];
}

export type Bench = (ground: Ground) => Promise<BenchResult>;
