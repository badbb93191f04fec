/** Puts monitor requests together out of what devices signed. Nothing of it stays in memory for longer than it is sent. */
import { Injectable } from '@nestjs/common';
import { type MonitorItem, writeMonitorItems } from '../../protocol/monitor-wire';
import { MonitoredAccounts } from '../../subscriptions/monitored-accounts.service';
import type { ItemRefusals } from './item-refusals';
import { chooseSignatures } from './signature-choice';

/** An item together with whose it is in the database. */
export interface ComposedItem extends MonitorItem {
  readonly accountId: number;
}

/** What is shown over one layer of links. */
export class Layer {
  private body: Buffer | undefined;

  constructor(readonly items: readonly ComposedItem[]) {}

  /** The request of all items. Every member of a swarm is sent the same bytes. */
  get bytes(): Buffer {
    this.body ??= writeMonitorItems(this.items);
    return this.body;
  }
}

/** Members of a swarm ask for the same pages at about the same time; so many that are ready are kept, for so long. */
const KEPT = 8;
const KEPT_MS = 10_000;

interface Asked {
  readonly at: number;
  readonly layers: Promise<readonly Layer[]>;
}

@Injectable()
export class RequestComposer {
  /** Pages that are yet to be put together take no room: everybody who asks meanwhile waits for the same. */
  private readonly waiting = new Map<number, Asked>();
  private readonly kept = new Map<number, Asked>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly monitored: MonitoredAccounts) {}

  /** For accounts that are new, at once. `accountOf`: 33 bytes by database id. Throws DatabaseAway. */
  async compose(
    ids: readonly number[],
    accountOf: (id: number) => Buffer | undefined,
    refusals: ItemRefusals,
  ): Promise<readonly Layer[]> {
    const signatures = await this.monitored.signatures(ids);
    const layers: ComposedItem[][] = [];
    for (const [accountId, all] of signatures) {
      const account = accountOf(accountId);
      if (account === undefined) continue;
      const usable = all.filter(({ signature }) => !refusals.has(accountId, signature));
      const items = usable.map((one) => ({ ...one, account: Buffer.from(account) }));
      for (const [layer, item] of chooseSignatures(items, this.monitored.wakeNamespaces).entries()) {
        const list = layers[layer] ?? [];
        layers[layer] = list;
        list.push(item as ComposedItem);
      }
    }
    return layers.map((items) => new Layer(items));
  }

  /** The same for a page, whose `version` changes with it: one page after the other, each once for all who ask. */
  page(version: number, now: number, make: () => Promise<readonly Layer[]>): Promise<readonly Layer[]> {
    for (const [key, { at }] of this.kept) if (now - at > KEPT_MS) this.kept.delete(key);
    const found = this.waiting.get(version) ?? this.kept.get(version);
    if (found !== undefined) return found.layers;
    const asked = { at: now, layers: this.last.then(make) };
    this.waiting.set(version, asked);
    this.last = asked.layers
      .then(
        () => this.keep(version, asked),
        () => undefined,
      )
      .finally(() => this.waiting.delete(version));
    return asked.layers;
  }

  private keep(version: number, asked: Asked): void {
    this.kept.set(version, asked);
    for (const oldest of this.kept.keys()) if (this.kept.size > KEPT) this.kept.delete(oldest);
  }
}
