/** One link of a hash chain: what is hashed, and how each link names the one before it. */
import type { z } from 'zod';
import { canonicalHash } from '../canonical-json';

/** What a chain holds says its own place in it, from 1. */
export interface Numbered {
  readonly seq: number;
}

/** What one chain is a chain of. */
export interface ChainShape<Entry extends Numbered> {
  /** What messages call one entry. */
  readonly noun: string;
  readonly entry: z.ZodType<Entry>;
  /** What columns beside the entry say of it, so that rows are found by them; by the name of the column. */
  repeated(entry: Entry): Readonly<Record<string, string | null>>;
}

export interface Link<Entry extends Numbered> {
  readonly entry: Entry;
  /** Null of the first link. */
  readonly prevHash: string | null;
  readonly hash: string;
}

/** Where a chain ends, or ended once: at `seq` stood `hash`. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** SHA-256 over the canonical JSON of the entry and the hash before it. */
export function linkHash(of: unknown, prevHash: string | null): string {
  return canonicalHash({ entry: of, prevHash });
}

/** The links that add entries after `head`, numbered. Throws a ZodError for an entry that is none of this chain. */
export function linksAfter<Entry extends Numbered>(
  shape: ChainShape<Entry>,
  head: Head | undefined,
  entries: readonly Omit<Entry, 'seq'>[],
): Link<Entry>[] {
  let { seq, hash: prevHash } = head ?? { seq: 0, hash: null };
  return entries.map((one) => {
    seq += 1;
    // Through JSON, so that what is hashed is what the database will give back.
    const entry = shape.entry.parse(JSON.parse(JSON.stringify({ ...one, seq })));
    const link = { entry, prevHash, hash: linkHash(entry, prevHash) };
    prevHash = link.hash;
    return link;
  });
}
