/** Gathers an answer that comes in pieces of any size into one buffer that never grows beyond a limit. */

const FIRST_SIZE = 4_096;

export class AnswerBuffer {
  #bytes = Buffer.alloc(0);
  #length = 0;

  constructor(private readonly limit: number) {}

  /** Memory held. Pieces are copied, not kept: a piece of one byte would cost a hundred. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** False when the answer is longer than the limit. */
  add(piece: Buffer): boolean {
    const needed = this.#length + piece.length;
    if (needed > this.limit) return false;
    if (needed > this.#bytes.length) {
      const size = Math.min(this.limit, Math.max(needed, FIRST_SIZE, 2 * this.#bytes.length));
      const grown = Buffer.allocUnsafe(size);
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = needed;
    return true;
  }

  take(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
