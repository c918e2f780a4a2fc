/** As many at once as partitions are worked on; more are not seen. */
const SLOTS = 16;
/** Bytes of a description; a longer one is cut off. */
const ROOM = 2_040;
const NONE = -1;

/** The work in hand, in memory that another thread can look into while this one can do nothing any more. */
export class WorkMemory {
  private readonly steps: Int32Array;
  private readonly lengths: Int32Array;
  private readonly texts: Uint8Array;
  private readonly encoder = new TextEncoder();

  /** @param shared of the thread that writes */
  constructor(readonly shared = new SharedArrayBuffer(4 + SLOTS * (4 + ROOM))) {
    this.steps = new Int32Array(shared, 0, 1);
    this.lengths = new Int32Array(shared, 4, SLOTS);
    this.texts = new Uint8Array(shared, 4 + SLOTS * 4);
  }

  /** The slot that it stands in. */
  write(text: string): number {
    Atomics.add(this.steps, 0, 1);
    const slot = this.lengths.indexOf(0);
    if (slot === NONE) return NONE;
    const { written } = this.encoder.encodeInto(text, this.texts.subarray(slot * ROOM, (slot + 1) * ROOM));
    Atomics.store(this.lengths, slot, written);
    return slot;
  }

  clear(slot: number): void {
    Atomics.add(this.steps, 0, 1);
    if (slot !== NONE) Atomics.store(this.lengths, slot, 0);
  }

  /** Changes whenever something is begun or done. */
  get step(): number {
    return Atomics.load(this.steps, 0);
  }

  get isEmpty(): boolean {
    return this.lengths.every((length) => length === 0);
  }

  read(): string[] {
    const texts: string[] = [];
    for (const [slot, length] of this.lengths.entries())
      if (length > 0) texts.push(Buffer.from(this.texts.slice(slot * ROOM, slot * ROOM + length)).toString('utf8'));
    return texts;
  }
}
