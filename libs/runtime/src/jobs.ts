import { Injectable } from '@nestjs/common';

/**
 * What the clock asks for, of every part of this process. It begins when the bus is open, not before: most of it has something
 * to say, and a log that is not prepared yet would refuse it.
 */
@Injectable()
export class Jobs {
  private readonly begins: (() => void | Promise<void>)[] = [];

  /** To be called while the house is being furnished; `begin` is called once, when everything is open. */
  add(begin: () => void | Promise<void>): void {
    this.begins.push(begin);
  }

  async begin(): Promise<void> {
    for (const begin of this.begins) await begin();
  }
}
