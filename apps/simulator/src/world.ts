import type { Books } from './books.js';
import type { Dice } from './dice.js';
import type { Faults } from './faults.js';
import type { Gate } from './gate.js';
import type { Huying } from './huying.js';
import type { OutsideTime } from './outside-time.js';

/** What all platforms of one simulator share. */
export interface World {
  /** Stands in every number of this run, so that two runs against one Huying do not report the same events. */
  readonly run: string;
  readonly dice: Dice;
  readonly faults: Faults;
  readonly books: Books;
  readonly time: OutsideTime;
  readonly gate: Gate;
  readonly huying: Huying;
  /** Secrets by name, as Huying names them. */
  readonly secrets: { get(name: string): string };
}
