/** Keeps published versions that were read, by their hash: they never change, so nothing here is ever out of date. */
import type { ReportVersion } from '../published-report';

/** Answers them in whatever order; one that is not there is left out. */
export type LoadVersions = (hashes: readonly string[]) => Promise<ReportVersion[]>;

interface Kept {
  readonly version: Promise<ReportVersion>;
  /** Characters of its texts; 0 while it is being read. */
  size: number;
}

export class VersionCache {
  /** Whatever was asked for last stands last. */
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  /** Beyond `mostCharacters` of report and ledger, what was not asked for longest is forgotten. */
  constructor(
    private readonly load: LoadVersions,
    private readonly mostCharacters: number,
  ) {}

  /** In the order of `hashes`. What several ask for at once is read once. Throws what `load` throws. */
  async versions(hashes: readonly string[]): Promise<ReportVersion[]> {
    this.read(hashes.filter((hash) => !this.kept.has(hash)));
    const wanted = hashes.map((hash) => this.touched(hash).version);
    return Promise.all(wanted);
  }

  private read(missing: readonly string[]): void {
    if (missing.length === 0) return;
    const loaded = this.load(missing).then((versions) => new Map(versions.map((one) => [one.sha256, one])));
    for (const hash of missing) {
      const version = loaded.then((versions) => found(versions, hash));
      const kept: Kept = { version, size: 0 };
      this.kept.set(hash, kept);
      version.then(
        ({ json, ledgerNdjson }) => this.measured(hash, kept, json.length + ledgerNdjson.length),
        () => this.kept.delete(hash),
      );
    }
  }

  private touched(hash: string): Kept {
    const kept = this.kept.get(hash) as Kept;
    this.kept.delete(hash);
    this.kept.set(hash, kept);
    return kept;
  }

  private measured(hash: string, kept: Kept, size: number): void {
    if (this.kept.get(hash) !== kept) return;
    kept.size = size;
    this.size += size;
    for (const [oldest, { size: freed }] of this.kept) {
      if (this.size <= this.mostCharacters) return;
      if (freed === 0) continue;
      this.kept.delete(oldest);
      this.size -= freed;
    }
  }
}

function found(versions: ReadonlyMap<string, ReportVersion>, hash: string): ReportVersion {
  const version = versions.get(hash);
  if (version === undefined) throw new Error('a published version that is named is not there');
  return version;
}
