/** Reads what ByteWriter writes, from `at` on. */
export class ByteReader {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
  ) {}

  /** Of up to 64 bits, which a number holds exactly as far as times and offsets go. */
  varint(): number {
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = this.bytes[this.at++] as number;
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte >= 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A view of bytes with their length before them; null where that is negative. */
  span(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Passes over such bytes. */
  pass(): void {
    const length = this.varint();
    if (length > 0) this.at += length;
  }
}
