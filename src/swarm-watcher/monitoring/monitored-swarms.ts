/** Who is monitored where: accounts on pages of their swarms, and a session for each member of the swarms that are ours. */
import type { ServiceNode } from '../../protocol/service-node';
import { SwarmMap } from '../../protocol/swarm-map';
import { SwarmFinder } from '../placing/swarm-finder';
import type { Share } from '../share';
import { AccountIndex } from './account-index';
import { FloodGauge } from './flood-gauge';
import { MonitorSession } from './monitor-session';
import { RenewalPages } from './renewal-pages';

/** What a link sends over while it stands. */
export interface Connection {
  send(frames: readonly Buffer[]): void;
  close(): void;
}

/** An item of a request that was not answered yet. */
export interface AskedItem {
  readonly accountId: number;
  readonly signature: Buffer;
}

/** One member of a swarm, and over what it is asked. Accounts with several signatures need several layers of links. */
export interface Link {
  readonly node: ServiceNode;
  readonly swarm: number;
  readonly layer: number;
  readonly session: MonitorSession;
  readonly gauge: FloodGauge;
  connection: Connection | undefined;
  /** By tag. */
  readonly asked: Map<string, readonly AskedItem[]>;
}

interface MonitoredSwarm {
  readonly id: string;
  readonly links: Map<string, Link>;
}

const NOTHING: Share = { owns: () => false };

export class MonitoredSwarms {
  readonly index: AccountIndex;
  readonly pages = new RenewalPages();
  private readonly swarms: MonitoredSwarm[] = [];
  private readonly numbers = new Map<string, number>();
  private map = SwarmMap.of([]);
  private finder: SwarmFinder;
  private owned: Share = NOTHING;

  /** `seed`: a secret number of 32 bits. `dice`: 0 ≤ x < 1. */
  constructor(
    seed: number,
    private readonly dice: () => number,
  ) {
    this.index = new AccountIndex(seed);
    this.finder = new SwarmFinder(this.map, () => -1);
  }

  *links(): Iterable<Link> {
    for (const swarm of this.swarms) yield* swarm.links.values();
  }

  /** A new list of nodes. Answers the links that are no more: their connections are to be closed. */
  know(map: SwarmMap, now: number): Link[] {
    const isSameCircle =
      map.swarms.length === this.map.swarms.length &&
      map.swarms.every((swarm, place) => swarm.id === this.map.swarms[place]?.id);
    this.map = map;
    const gone = this.join(now);
    if (!isSameCircle) {
      this.finder = new SwarmFinder(map, (id) => this.numberOf(id));
      this.placeAll(now);
    }
    return gone;
  }

  /** These swarms are ours now. Answers like know(). */
  share(share: Share, now: number): Link[] {
    this.owned = share;
    return this.join(now);
  }

  /** Monitors the account, or asks for it anew because what its devices signed has changed. */
  put(id: number, account: Buffer, now: number): number {
    let slot = this.index.findId(id);
    if (slot === undefined) {
      slot = this.index.add(id, account);
      this.place(slot, this.finder.swarmOf(account));
    }
    const page = this.pages.get(this.index.page(slot));
    if (page === undefined) return slot;
    this.pages.touch(page);
    for (const link of this.linksOf(page.swarm)) {
      if (link.layer > 0) continue;
      link.session.askLater(page.number, now);
      link.session.welcome(slot);
    }
    return slot;
  }

  /** The same for one that nothing new is known of. */
  keep(id: number, account: Buffer, now: number): number {
    return this.index.findId(id) ?? this.put(id, account, now);
  }

  remove(slot: number): void {
    this.unplace(slot);
    this.index.remove(slot);
  }

  /** The ids of a request's accounts, as far as they (still) are this link's. */
  idsOf(link: Link, slots: readonly number[]): number[] {
    const isThere = (slot: number) => this.index.has(slot) && this.index.swarm(slot) === link.swarm;
    return slots.filter(isThere).map((slot) => this.index.id(slot));
  }

  /** The link over which the `layer`-th signatures of accounts are shown to the node of `link`. */
  onLayer(link: Link, layer: number): Link {
    const links = this.swarms[link.swarm]?.links as Map<string, Link>;
    const key = keyOf(link.node, layer);
    const existing = links.get(key);
    if (existing !== undefined) return existing;
    const made = this.newLink(link.node, link.swarm, layer);
    links.set(key, made);
    return made;
  }

  /** Sees to it that there is a session for each member of each swarm that is ours, and none else. */
  private join(now: number): Link[] {
    const gone: Link[] = [];
    const wanted = new Map(this.map.swarms.filter(({ id }) => this.owned.owns(id)).map((swarm) => [swarm.id, swarm]));
    for (const id of wanted.keys()) this.numberOf(id);
    for (const [number, swarm] of this.swarms.entries()) {
      const members = new Map((wanted.get(swarm.id)?.members ?? []).map((node) => [node.ed25519, node]));
      for (const [key, link] of swarm.links) {
        if (isSameNode(link.node, members.get(link.node.ed25519))) continue;
        swarm.links.delete(key);
        gone.push(link);
      }
      for (const node of members.values()) {
        if (swarm.links.has(keyOf(node, 0))) continue;
        const link = this.newLink(node, number, 0);
        for (const page of this.pages.ofSwarm(number)) link.session.ask(page.number, now);
        swarm.links.set(keyOf(node, 0), link);
      }
    }
    return gone;
  }

  private newLink(node: ServiceNode, swarm: number, layer: number): Link {
    const session = new MonitorSession(this.dice);
    return { node, swarm, layer, session, gauge: new FloodGauge(), connection: undefined, asked: new Map() };
  }

  /** Only those move whose swarm is another one now. */
  private placeAll(now: number): void {
    const { index } = this;
    for (let slot = 0; slot < index.end; slot += 1) {
      if (!index.has(slot)) continue;
      const swarm = this.finder.swarmOf(index.account(slot));
      if (swarm === index.swarm(slot)) continue;
      this.unplace(slot);
      this.place(slot, swarm);
      for (const link of this.linksOf(swarm)) if (link.layer === 0) link.session.ask(index.page(slot), now);
    }
  }

  private place(slot: number, swarm: number): void {
    this.index.setPlace(slot, swarm, swarm < 0 ? -1 : this.pages.add(slot, swarm).number);
  }

  private unplace(slot: number): void {
    const emptied = this.pages.remove(slot, this.index.page(slot));
    if (emptied !== undefined) for (const link of this.linksOf(emptied.swarm)) link.session.forget(emptied.number);
    this.index.setPlace(slot, -1, -1);
  }

  private linksOf(swarm: number): Iterable<Link> {
    return this.swarms[swarm]?.links.values() ?? [];
  }

  private numberOf(id: string): number {
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    const number = this.swarms.push({ id, links: new Map() }) - 1;
    this.numbers.set(id, number);
    return number;
  }
}

function keyOf(node: ServiceNode, layer: number): string {
  return `${node.ed25519}/${layer}`;
}

function isSameNode(one: ServiceNode, other: ServiceNode | undefined): boolean {
  return other !== undefined && one.ip === other.ip && one.omqPort === other.omqPort && one.x25519 === other.x25519;
}
