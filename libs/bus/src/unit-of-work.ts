import { Injectable } from '@nestjs/common';
import type { LoadStage } from '#libs/store';
import type { Circumstances, Decision } from './decision.js';

/** The one way in which anything is decided and written, for all three doors: bus, HTTP and clock. */
@Injectable()
export abstract class UnitOfWork {
  /**
   * Loads and locks, lets `decide` decide, writes the changes and says the messages, in one transaction. Done anew when a
   * deadlock, a duplicate key or another writer's version gets in the way (`decide` must be pure); rejects with what
   * `decide` throws, or with the Problem `database-busy` after the last try.
   */
  abstract act<I, D extends Decision>(
    input: I,
    load: readonly LoadStage<I>[],
    decide: (input: I, circumstances: Circumstances) => D,
  ): Promise<D>;
}
