import { Injectable } from '@nestjs/common';

/** Tells the worker of this process that a parked key may be due earlier than it thinks: a signal to look, never the news. */
@Injectable()
export class ParkedSignal {
  private readonly listeners: (() => void)[] = [];

  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }
}
