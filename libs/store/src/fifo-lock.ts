/** One holder at a time; waiters get it in the order in which they came. */
export class FifoLock {
  private tail: Promise<void> = Promise.resolve();

  /** Resolves, when it is one's turn, to the function that gives the lock back. */
  async acquire(): Promise<() => void> {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const before = this.tail;
    this.tail = before.then(() => held);
    await before;
    return release;
  }
}
