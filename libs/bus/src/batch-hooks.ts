import { Injectable } from '@nestjs/common';

/** Sets something aside for `count` messages; resolves to the function that gives back what is left of it. */
export type Prepare = (count: number) => Promise<() => void>;

/**
 * What must be ready before a group's batch begins, outside of its transaction, e.g. ticket numbers. Batches of several
 * partitions run side by side, so what one is promised must not be given to another: hence set aside, and given back.
 */
@Injectable()
export class BeforeBatch {
  private readonly byGroup = new Map<string, Prepare[]>();

  add(group: string, prepare: Prepare): void {
    this.byGroup.set(group, [...(this.byGroup.get(group) ?? []), prepare]);
  }

  /** Resolves to the function to call when the batch is over, however it ended. */
  async run(group: string, count: number): Promise<() => void> {
    const releases: (() => void)[] = [];
    const release = (): void => {
      for (const one of releases) one();
    };
    try {
      for (const prepare of this.byGroup.get(group) ?? []) releases.push(await prepare(count));
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }
}

/** @param bodies what was in the batch, to know better where to look; undefined when that is not known */
export type Notice = (bodies?: readonly object[]) => void;

/** Who wants to know, in this process, that a group has committed a batch: a signal to look, never the news itself. */
@Injectable()
export class AfterBatch {
  private readonly byGroup = new Map<string, Notice[]>();

  add(group: string, notice: Notice): void {
    this.byGroup.set(group, [...(this.byGroup.get(group) ?? []), notice]);
  }

  run(group: string, bodies?: readonly object[]): void {
    for (const notice of this.byGroup.get(group) ?? []) notice(bodies);
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
