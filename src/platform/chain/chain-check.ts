/** Goes along a chain and names the first link that does not hold. */
import { type ChainShape, type Head, linkHash, type Numbered } from './link';

/** A link as the database gives it, believed in nothing. */
export interface StoredLink extends Numbered {
  readonly entry: unknown;
  readonly prevHash: string | null;
  readonly hash: string;
  /** The columns that repeat a part of the entry. */
  readonly repeated: Readonly<Record<string, string | null>>;
}

export interface ChainFault {
  /** Of the first link that does not hold. */
  readonly seq: number;
  readonly reason: string;
}

export interface ChainResult {
  readonly fault: ChainFault | undefined;
  /** Of what was found whole. */
  readonly head: Head | undefined;
}

/** Checks links one by one, in their order; `known` are heads remembered outside the database. */
export class ChainCheck<Entry extends Numbered> {
  private readonly known: ReadonlyMap<number, string>;
  private readonly highestKnown: number;
  private seq: number;
  private hash: string | null;

  /** `after`: the link up to which the chain was found whole before; the first to be checked is the next. */
  constructor(
    private readonly shape: ChainShape<Entry>,
    known: readonly Head[] = [],
    after?: Head,
  ) {
    this.known = new Map(known.map((head) => [head.seq, head.hash]));
    this.highestKnown = Math.max(0, ...this.known.keys());
    this.seq = after?.seq ?? 0;
    this.hash = after?.hash ?? null;
  }

  /** The fault of this link, if it is the first that does not hold. */
  next(link: StoredLink): ChainFault | undefined {
    const { noun, entry } = this.shape;
    const expected = this.seq + 1;
    const fault = (reason: string): ChainFault => ({ seq: expected, reason });
    if (link.seq !== expected) return fault(`the ${noun} is missing: the next one there is ${link.seq}`);
    if (link.prevHash !== this.hash) return fault(`does not name the hash of the ${noun} before it`);
    if (linkHash(link.entry, link.prevHash) !== link.hash) return fault('its content does not have its hash');
    const read = entry.safeParse(link.entry);
    if (!read.success) return fault(`is no ${noun} of this log`);
    if (read.data.seq !== link.seq || !this.isRepeated(read.data, link)) {
      return fault(`its columns belong to another ${noun}`);
    }
    const known = this.known.get(link.seq);
    if (known !== undefined && known !== link.hash) {
      return fault('is another one than when its checkpoint was written: the chain was made anew up to here');
    }
    this.seq = link.seq;
    this.hash = link.hash;
    return undefined;
  }

  /** After the last link: whether the chain reaches what is remembered of it. */
  end(): ChainFault | undefined {
    if (this.highestKnown <= this.seq) return undefined;
    const { noun } = this.shape;
    return { seq: this.seq + 1, reason: `the ${noun} is missing: a checkpoint knows ${this.highestKnown} ${noun}s` };
  }

  get head(): Head | undefined {
    return this.hash === null ? undefined : { seq: this.seq, hash: this.hash };
  }

  private isRepeated(entry: Entry, link: StoredLink): boolean {
    return Object.entries(this.shape.repeated(entry)).every(([column, value]) => link.repeated[column] === value);
  }
}
