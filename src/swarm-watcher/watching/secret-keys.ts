/** Secret keys by seat, side by side in few large buffers: found quickly, wiped when they are no longer needed. */

const KEY = 64;
const KEYS_PER_BLOCK = 1_024;

export class SecretKeys {
  private readonly blocks: Buffer[] = [];
  /** Where the key of a seat lies. */
  private readonly places = new Map<number, number>();
  private readonly freePlaces: number[] = [];
  private end = 0;

  get(seat: number): Buffer | undefined {
    const place = this.places.get(seat);
    return place === undefined ? undefined : this.view(place);
  }

  /** Copies the 64 bytes; answers where they lie. */
  keep(seat: number, key: Buffer): Buffer {
    const place = this.places.get(seat) ?? this.freePlaces.pop() ?? this.end++;
    this.blocks[Math.floor(place / KEYS_PER_BLOCK)] ??= Buffer.alloc(KEY * KEYS_PER_BLOCK);
    this.places.set(seat, place);
    const view = this.view(place);
    key.copy(view);
    return view;
  }

  forget(seat: number): void {
    const place = this.places.get(seat);
    if (place === undefined) return;
    this.view(place).fill(0);
    this.places.delete(seat);
    this.freePlaces.push(place);
  }

  private view(place: number): Buffer {
    const at = (place % KEYS_PER_BLOCK) * KEY;
    return (this.blocks[Math.floor(place / KEYS_PER_BLOCK)] as Buffer).subarray(at, at + KEY);
  }
}
