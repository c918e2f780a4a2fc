const SOME_BYTES = 64 * 1024;
/** Up to here a loop over the characters is quicker than a call into native code. */
const SHORT = 64;

/** Bytes one after the other, as Kafka writes them: numbers big-endian, lengths as zigzag varints. Grows; may be used again. */
export class ByteWriter {
  private bytes: Buffer;
  length = 0;

  /** @param size bytes that it has room for without growing */
  constructor(size = SOME_BYTES) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  clear(): void {
    this.length = 0;
  }

  /** A view, good until the next word is written. */
  view(from = 0): Buffer {
    return this.bytes.subarray(from, this.length);
  }

  /** A copy of its own. */
  copy(): Buffer {
    return Buffer.from(this.view());
  }

  int8(value: number): void {
    this.need(1);
    this.bytes[this.length++] = value;
  }

  int16(value: number): void {
    this.need(2);
    this.length = this.bytes.writeInt16BE(value, this.length);
  }

  int32(value: number): void {
    this.need(4);
    this.length = this.bytes.writeInt32BE(value, this.length);
  }

  int64(value: number): void {
    this.need(8);
    this.length = this.bytes.writeBigInt64BE(BigInt(value), this.length);
  }

  /** Of 32 bits at most. */
  varint(value: number): void {
    this.need(5);
    let left = ((value << 1) ^ (value >> 31)) >>> 0;
    for (; left > 0x7f; left >>>= 7) this.bytes[this.length++] = (left & 0x7f) | 0x80;
    this.bytes[this.length++] = left;
  }

  raw(bytes: Uint8Array): void {
    this.need(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** With its length before it. */
  varBytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** UTF-8, with its length before it. */
  varText(text: string): void {
    if (text.length <= SHORT && this.shortAscii(text)) return;
    const size = Buffer.byteLength(text);
    this.varint(size);
    this.need(size);
    this.length += this.bytes.write(text, this.length);
  }

  /** Fills the place of a number that was not known when it was passed. */
  patchInt32(at: number, value: number): void {
    this.bytes.writeInt32BE(value | 0, at);
  }

  private shortAscii(text: string): boolean {
    this.need(2 + SHORT);
    const began = this.length;
    this.varint(text.length);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) {
        this.length = began;
        return false;
      }
      this.bytes[this.length++] = code;
    }
    return true;
  }

  private need(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
