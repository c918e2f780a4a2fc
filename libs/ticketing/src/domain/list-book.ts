import { Problem } from '#libs/runtime';
import type { IndexedList } from './indexed-list.js';

/** A published version and the moment from which it is in force. */
export interface PublishedList {
  readonly effectiveFrom: Date;
  readonly list: IndexedList;
}

/** What is known of the published versions, and for which moments that is all there is to know. */
export interface KnownLists {
  /** In order of `effectiveFrom`; the first is in force at `from`. */
  readonly published: readonly PublishedList[];
  readonly from: Date;
  /** From this moment on a version may be in force that is not among them. */
  readonly until: Date;
}

/**
 * Which version of the list is in force at a moment. A decision takes its version from here by its own `now`, so two processes
 * that decide at the same moment by their clocks decide by the same version; beyond what is known it refuses to answer.
 */
export class ListBook {
  constructor(private known: KnownLists) {}

  /** A book of one list that has always been and will always be in force. */
  static of(list: IndexedList): ListBook {
    const [from, until] = [new Date(0), new Date(8.64e15)];
    return new ListBook({ published: [{ effectiveFrom: from, list }], from, until });
  }

  learn(known: KnownLists): void {
    this.known = known;
  }

  /** Whether everything is known that can be in force within the next `milliseconds`. */
  knows(now: Date, milliseconds: number): boolean {
    const { from, until } = this.known;
    return now >= from && now.getTime() + milliseconds < until.getTime();
  }

  /** The version in force at `now`. Throws `list-unknown`, which passes by itself, when another one might be by then. */
  at(now: Date): IndexedList {
    if (!this.knows(now, 0))
      throw new Problem(
        'list-unknown',
        'The responsibility list was last read too long ago to decide by it; it is read again.',
      );
    return this.newestAt(now);
  }

  /** The version in force at `now`, as far as is known: for what need not be the very newest. */
  newestAt(now: Date): IndexedList {
    const { published } = this.known;
    return (published.findLast(({ effectiveFrom }) => effectiveFrom <= now) ?? published[0]!).list;
  }

  get published(): readonly PublishedList[] {
    return this.known.published;
  }
}
