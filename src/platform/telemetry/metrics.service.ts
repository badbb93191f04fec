/** Counters and gauges for the operator; label values come from closed lists and never name an account, token or address. */
import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** A reading of one gauge or counter: a value for each combination of label values. */
export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Measure {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly kind: 'counter' | 'gauge';
}

@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'relay_' });
  }

  /**
   * Registers measures that are read together whenever somebody looks. `read` gives the readings by name; when it
   * fails, the measures are left out of that answer instead of showing old values.
   */
  register(measures: readonly Measure[], read: () => Promise<Readonly<Record<string, readonly Reading[]>>>): void {
    let reading: Promise<Readonly<Record<string, readonly Reading[]>>> | undefined;
    const readOnce = () => {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    };
    for (const measure of measures) {
      const options = {
        name: measure.name,
        help: measure.help,
        labelNames: [...(measure.labelNames ?? [])],
        registers: [this.registry],
      };
      if (measure.kind === 'gauge') {
        new Gauge({
          ...options,
          async collect() {
            this.reset();
            for (const one of await valuesOf(readOnce, measure.name)) this.set(one.labels ?? {}, one.value);
          },
        });
      } else {
        new Counter({
          ...options,
          async collect() {
            this.reset();
            for (const one of await valuesOf(readOnce, measure.name)) this.inc(one.labels ?? {}, one.value);
          },
        });
      }
    }
  }

  /** The text that Prometheus reads, and its content type. */
  async text(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }
}

async function valuesOf(
  readOnce: () => Promise<Readonly<Record<string, readonly Reading[]>>>,
  name: string,
): Promise<readonly Reading[]> {
  try {
    return (await readOnce())[name] ?? [];
  } catch {
    return [];
  }
}
