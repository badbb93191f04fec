/** What this process has counted and not yet written down, of all devices of a service together. */
import type { Figure, FigureKind } from '../wake-up-figures';

export class FigureTally {
  private counts = new Map<string, Map<FigureKind, number>>();

  add(service: string, kind: FigureKind, value = 1): void {
    let kinds = this.counts.get(service);
    if (kinds === undefined) {
      kinds = new Map();
      this.counts.set(service, kinds);
    }
    kinds.set(kind, (kinds.get(kind) ?? 0) + value);
  }

  /** All of it; the tally is empty then. */
  take(): Figure[] {
    const { counts } = this;
    this.counts = new Map();
    return [...counts].flatMap(([service, kinds]) => [...kinds].map(([kind, value]) => ({ service, kind, value })));
  }

  /** For what was taken and could not be written down. */
  putBack(figures: readonly Figure[]): void {
    for (const { service, kind, value } of figures) this.add(service, kind, value);
  }
}
