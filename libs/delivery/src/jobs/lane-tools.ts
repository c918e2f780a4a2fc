import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/runtime';
import { DueDeliveries } from '../actions/due-deliveries.js';
import { LaneBook } from '../actions/lane-book.js';
import { MakeAttempt } from '../actions/make-attempt.js';
import { PrepareAttempts } from '../actions/prepare-attempts.js';

/** What every lane works with. */
@Injectable()
export class LaneTools {
  constructor(
    readonly clock: Clock,
    readonly book: LaneBook,
    readonly deliveries: DueDeliveries,
    readonly prepareAttempts: PrepareAttempts,
    readonly makeAttempt: MakeAttempt,
  ) {}
}
