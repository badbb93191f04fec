/** Keeps published versions that were read, by their hash: they never change, so nothing here is ever out of date. */

export interface CacheOptions<Version> {
  /** Answers them in whatever order; one that is not there is left out. */
  readonly load: (hashes: readonly string[]) => Promise<Version[]>;
  /** How much one takes; at least 1. */
  readonly sizeOf: (version: Version) => number;
  /** Beyond it, what was not asked for longest is forgotten. */
  readonly most: number;
}

interface Kept<Version> {
  readonly version: Promise<Version>;
  /** 0 while it is being read. */
  size: number;
}

export class VersionCache<Version extends { readonly sha256: string }> {
  /** Whatever was asked for last stands last. */
  private readonly kept = new Map<string, Kept<Version>>();
  private size = 0;

  constructor(private readonly options: CacheOptions<Version>) {}

  /** In the order of `hashes`. What several ask for at once is read once. Throws what `load` throws. */
  async versions(hashes: readonly string[]): Promise<Version[]> {
    this.read(hashes.filter((hash) => !this.kept.has(hash)));
    const wanted = hashes.map((hash) => this.touched(hash).version);
    return Promise.all(wanted);
  }

  private read(missing: readonly string[]): void {
    if (missing.length === 0) return;
    const loaded = this.options.load(missing).then((versions) => new Map(versions.map((one) => [one.sha256, one])));
    for (const hash of missing) {
      const version = loaded.then((versions) => found(versions, hash));
      const kept: Kept<Version> = { version, size: 0 };
      this.kept.set(hash, kept);
      version.then(
        (one) => this.measured(hash, kept, this.options.sizeOf(one)),
        () => this.kept.delete(hash),
      );
    }
  }

  private touched(hash: string): Kept<Version> {
    const kept = this.kept.get(hash) as Kept<Version>;
    this.kept.delete(hash);
    this.kept.set(hash, kept);
    return kept;
  }

  private measured(hash: string, kept: Kept<Version>, size: number): void {
    if (this.kept.get(hash) !== kept) return;
    kept.size = size;
    this.size += size;
    for (const [oldest, { size: freed }] of this.kept) {
      if (this.size <= this.options.most) return;
      if (freed === 0) continue;
      this.kept.delete(oldest);
      this.size -= freed;
    }
  }
}

function found<Version>(versions: ReadonlyMap<string, Version>, hash: string): Version {
  const version = versions.get(hash);
  if (version === undefined) throw new Error('a published version that is named is not there');
  return version;
}
