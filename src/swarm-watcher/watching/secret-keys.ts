/** Secret keys by seat, side by side in few large buffers: found quickly, wiped when they are no longer needed. */

const KEY = 64;
const KEYS_PER_BLOCK = 1_024;

export class SecretKeys {
  private readonly blocks: Buffer[] = [];
  private readonly held: Uint8Array[] = [];

  get(seat: number): Buffer | undefined {
    const block = Math.floor(seat / KEYS_PER_BLOCK);
    return this.held[block]?.[seat % KEYS_PER_BLOCK] === 1 ? this.view(seat) : undefined;
  }

  /** Copies the 64 bytes; answers where they lie. */
  keep(seat: number, key: Buffer): Buffer {
    const block = Math.floor(seat / KEYS_PER_BLOCK);
    this.blocks[block] ??= Buffer.alloc(KEY * KEYS_PER_BLOCK);
    this.held[block] ??= new Uint8Array(KEYS_PER_BLOCK);
    const place = this.view(seat);
    key.copy(place);
    (this.held[block] as Uint8Array)[seat % KEYS_PER_BLOCK] = 1;
    return place;
  }

  forget(seat: number): void {
    if (this.get(seat) === undefined) return;
    this.view(seat).fill(0);
    (this.held[Math.floor(seat / KEYS_PER_BLOCK)] as Uint8Array)[seat % KEYS_PER_BLOCK] = 0;
  }

  private view(seat: number): Buffer {
    const at = (seat % KEYS_PER_BLOCK) * KEY;
    return (this.blocks[Math.floor(seat / KEYS_PER_BLOCK)] as Buffer).subarray(at, at + KEY);
  }
}
