import { Injectable } from '@nestjs/common';

/**
 * What must be ready before a group's batch begins, outside of its transaction, e.g. a block of ticket numbers.
 * `count` is the number of messages in the batch.
 */
@Injectable()
export class BeforeBatch {
  private readonly byGroup = new Map<string, ((count: number) => Promise<void>)[]>();

  add(group: string, prepare: (count: number) => Promise<void>): void {
    this.byGroup.set(group, [...(this.byGroup.get(group) ?? []), prepare]);
  }

  async run(group: string, count: number): Promise<void> {
    for (const prepare of this.byGroup.get(group) ?? []) await prepare(count);
  }
}

/** Who wants to know, in this process, that a group has committed a batch: a signal to look, never the news itself. */
@Injectable()
export class AfterBatch {
  private readonly byGroup = new Map<string, (() => void)[]>();

  add(group: string, notice: () => void): void {
    this.byGroup.set(group, [...(this.byGroup.get(group) ?? []), notice]);
  }

  run(group: string): void {
    for (const notice of this.byGroup.get(group) ?? []) notice();
  }
}

/** Both hooks as one dependency. */
@Injectable()
export class BatchHooks {
  constructor(
    readonly before: BeforeBatch,
    readonly after: AfterBatch,
  ) {}
}
