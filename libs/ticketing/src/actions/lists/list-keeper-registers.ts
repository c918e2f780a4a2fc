import { Injectable } from '@nestjs/common';
import { Health, Jobs } from '#libs/runtime';

/** Where the keeper of the list enters itself. */
@Injectable()
export class ListKeeperRegisters {
  constructor(
    readonly jobs: Jobs,
    readonly health: Health,
  ) {}
}
