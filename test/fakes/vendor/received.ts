/** What a fake vendor accepted, in order, with a way to wait for more. */

export class Received<Push> {
  private readonly kept: Push[] = [];
  private readonly listeners = new Set<(push: Push) => void>();
  private seen = 0;

  /** `keep`: how many of the newest are remembered. */
  constructor(private readonly keep: number) {}

  /** Accepted so far, remembered or not. */
  get count(): number {
    return this.seen;
  }

  /** Oldest first. */
  get all(): readonly Push[] {
    return this.kept;
  }

  add(push: Push): void {
    this.seen += 1;
    this.kept.push(push);
    // Rarely and in one go: shifting one by one would make a long run quadratic.
    if (this.kept.length >= 2 * this.keep) this.kept.splice(0, this.kept.length - this.keep);
    for (const listener of this.listeners) listener(push);
  }

  /** Calls `listener` for each push to come; the returned function ends that. */
  on(listener: (push: Push) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves with the first remembered or coming push that matches; rejects when `signal` aborts before. */
  first(matches: (push: Push) => boolean = () => true, signal?: AbortSignal): Promise<Push> {
    const found = this.kept.find(matches);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const off = this.on((push) => {
        if (!matches(push)) return;
        off();
        resolve(push);
      });
      signal?.addEventListener('abort', () => {
        off();
        reject(new Error('no such push came in time'));
      });
    });
  }

  /** Resolves when `count` pushes have been accepted in all. */
  async reached(count: number, signal?: AbortSignal): Promise<void> {
    if (this.seen < count) await this.comes(() => this.seen >= count, signal);
  }

  private comes(isTrue: () => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const off = this.on(() => {
        if (!isTrue()) return;
        off();
        resolve();
      });
      signal?.addEventListener('abort', () => {
        off();
        reject(new Error(`only ${this.seen} pushes came in time`));
      });
    });
  }
}
