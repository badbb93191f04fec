/** Goes along the chain and names the first link that does not hold. */
import { entry, linkHash } from './entry';

/** A link as the database gives it, believed in nothing. */
export interface StoredLink {
  readonly seq: number;
  readonly caseId: string | null;
  readonly entry: unknown;
  readonly prevHash: string | null;
  readonly hash: string;
}

/** What an outside place remembers of the chain: at `seq` stood `hash`. */
export interface KnownHead {
  readonly seq: number;
  readonly hash: string;
}

export interface ChainFault {
  /** Of the first link that does not hold. */
  readonly seq: number;
  readonly reason: string;
}

/** Checks links one by one, in their order; `known` are heads remembered outside the database. */
export class ChainCheck {
  private readonly known: ReadonlyMap<number, string>;
  private readonly highestKnown: number;
  private seq = 0;
  private hash: string | null = null;

  constructor(known: readonly KnownHead[] = []) {
    this.known = new Map(known.map((head) => [head.seq, head.hash]));
    this.highestKnown = Math.max(0, ...this.known.keys());
  }

  /** The fault of this link, if it is the first that does not hold. */
  next(link: StoredLink): ChainFault | undefined {
    const expected = this.seq + 1;
    const fault = (reason: string): ChainFault => ({ seq: expected, reason });
    if (link.seq !== expected) return fault(`the event is missing: the next one there is ${link.seq}`);
    if (link.prevHash !== this.hash) return fault('does not name the hash of the event before it');
    if (linkHash(link.entry, link.prevHash) !== link.hash) return fault('its content does not have its hash');
    const read = entry.safeParse(link.entry);
    if (!read.success) return fault('is no event of this log');
    if (read.data.seq !== link.seq || read.data.caseId !== link.caseId)
      return fault('its columns belong to another event');
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
    return { seq: this.seq + 1, reason: `the event is missing: a checkpoint knows ${this.highestKnown} events` };
  }

  get head(): KnownHead | undefined {
    return this.hash === null ? undefined : { seq: this.seq, hash: this.hash };
  }
}
