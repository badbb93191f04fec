/** Gathers calls that are made while an earlier one is under way into one, so that many small writes share a statement. */

export interface BatcherOptions {
  /** How many items one run may carry. */
  readonly maxItems: number;
  /** How many runs may be under way at once; more add latency-hiding, fewer gather more. */
  readonly maxRuns: number;
  /** How many items may wait before `add` refuses; bounds memory when the far side is away. */
  readonly maxWaiting: number;
  /**
   * Beside a run that is under way another one begins only for so many items, or when some have waited so long: many
   * small runs take each other's time. By default one begins at once.
   */
  readonly patience?: { readonly items: number; readonly ms: number };
}

/** The far side is so far behind that another item would only wait for ever. */
export class BatcherFull extends Error {
  override readonly name = 'BatcherFull';
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (value: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * `run` gets the gathered items in the order of arrival and answers one result for each, in that order.
 * When a run fails, all of its items fail with the same error.
 */
export class Batcher<In, Out> {
  private readonly waiting: Waiting<In, Out>[] = [];
  private running = 0;
  private started = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly run: (items: In[]) => Promise<Out[]>,
    private readonly options: BatcherOptions,
  ) {}

  add(item: In): Promise<Out> {
    if (this.waiting.length >= this.options.maxWaiting) {
      return Promise.reject(new BatcherFull('too many items are waiting'));
    }
    return new Promise<Out>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.startSoon();
    });
  }

  /** Waits one turn of the event loop: what arrived in the same turn travels together. */
  private startSoon(): void {
    const { maxRuns, patience } = this.options;
    if (this.started || this.running >= maxRuns) return;
    if (patience !== undefined && this.running > 0 && this.waiting.length < patience.items) {
      this.timer ??= setTimeout(() => this.startRun(), patience.ms);
      return;
    }
    this.started = true;
    setImmediate(() => {
      this.started = false;
      this.startRun();
    });
  }

  private startRun(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.running >= this.options.maxRuns || this.waiting.length === 0) return;
    const taken = this.waiting.splice(0, this.options.maxItems);
    this.running += 1;
    void this.settle(taken).finally(() => {
      this.running -= 1;
      if (this.waiting.length > 0) this.startSoon();
    });
    if (this.waiting.length > 0) this.startSoon();
  }

  private async settle(taken: Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await this.run(taken.map((one) => one.item));
      taken.forEach((one, index) => {
        one.resolve(results[index] as Out);
      });
    } catch (error) {
      for (const one of taken) one.reject(error);
    }
  }
}
