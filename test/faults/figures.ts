/** What a relay process says of itself at /metrics. */

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How (message, device) pairs of one service ended so far. */
export interface Pairs {
  readonly seen: number;
  readonly duplicate: number;
  readonly accepted: number;
  readonly merged: number;
  readonly gone: number;
  readonly refused: number;
  readonly expired: number;
  readonly inFlight: number;
  /** Of those in flight: refused, and kept. */
  readonly kept: number;
  readonly unaccounted: number;
}

export const NO_PAIRS: Pairs = {
  seen: 0,
  duplicate: 0,
  accepted: 0,
  merged: 0,
  gone: 0,
  refused: 0,
  expired: 0,
  inFlight: 0,
  kept: 0,
  unaccounted: 0,
};

const LINE = /^(\w+)(?:\{([^}]*)\})? (\S+)$/gm;
const LABEL = /(\w+)="([^"]*)"/g;

export class Figures {
  private constructor(private readonly samples: ReadonlyMap<string, readonly Sample[]>) {}

  /** Throws when the process does not answer in time. */
  static async of({ opsUrl }: { readonly opsUrl: string }): Promise<Figures> {
    const ask = () => fetch(`${opsUrl}/metrics`, { signal: AbortSignal.timeout(45_000) });
    // A process that stood still may close a connection kept for later at the very moment we use it.
    const response = await ask().catch(ask);
    const samples = new Map<string, Sample[]>();
    for (const [, name = '', labels = '', value] of (await response.text()).matchAll(LINE)) {
      const pairs = [...labels.matchAll(LABEL)].map(([, key, text]) => [key, text]);
      const list = samples.get(name) ?? [];
      list.push({ labels: Object.fromEntries(pairs), value: Number(value) });
      samples.set(name, list);
    }
    return new Figures(samples);
  }

  all(name: string): readonly Sample[] {
    return this.samples.get(name) ?? [];
  }

  /** Of a measure without labels, or with these. Undefined when the process could not read it. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    return this.all(name).find((one) => Object.entries(labels).every(([key, text]) => one.labels[key] === text))?.value;
  }

  /** By service; nothing while the process cannot read its ledger, so whoever proves something asks for each service. */
  pairs(): Map<string, Pairs> {
    const unaccounted = this.all('relay_wake_up_pairs_unaccounted');
    const services = new Map<string, Pairs>();
    for (const { labels, value } of unaccounted) {
      services.set(labels.service ?? '', { ...NO_PAIRS, unaccounted: value });
    }
    const put = (service = '', change: Partial<Pairs>) => {
      services.set(service, { ...(services.get(service) ?? NO_PAIRS), ...change });
    };
    for (const { labels, value } of this.all('relay_wake_up_pairs_total')) {
      put(labels.service, { [labels.outcome ?? '']: value });
    }
    for (const { labels, value } of this.all('relay_wake_up_pairs_in_flight')) put(labels.service, { inFlight: value });
    for (const { labels, value } of this.all('relay_wake_up_pairs_kept')) put(labels.service, { kept: value });
    return services;
  }

  /** Bytes of memory the process holds. */
  get residentBytes(): number {
    return this.value('relay_process_resident_memory_bytes') ?? 0;
  }
}
