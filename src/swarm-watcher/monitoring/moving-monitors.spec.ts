/** A network that moves thousands of times: every member of each swarm of ours is asked for all whom it keeps, at once. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { accountId } from '../../../test/swarm-watcher/makers';
import { MovingNetwork } from '../../../test/swarm-watcher/moving-network';
import type { AccountId } from '../../protocol/account-id';
import type { ServiceNode } from '../../protocol/service-node';
import { SwarmMap } from '../../protocol/swarm-map';
import type { Command, Work } from './monitor-session';
import { type Link, MonitoredSwarms } from './monitored-swarms';

const MINUTE = 60_000;
/** After this a node forgets whom it was asked for. */
const LIFE_MS = 65 * MINUTE;
const STEP_MS = 100;
/** Steps within which everybody is asked for where he belongs, unless a connection broke. */
const SOON = 5;
const ACCOUNTS = 16;
const CHANGES = 500;

/** What a node knows over one connection: whom it was asked for, and when. */
type Memory = Map<number, number>;

class Watch {
  readonly network: MovingNetwork;
  /** Asked for at a node that does not keep them. */
  readonly astray: number[] = [];
  private readonly swarms: MonitoredSwarms;
  private readonly memories = new Map<Link, Memory>();
  private readonly accounts: readonly AccountId[];
  /** By id. */
  private readonly monitored = new Map<number, AccountId>();
  private map = SwarmMap.of([]);
  private owns: (swarm: string) => boolean = () => true;
  private now = 0;

  constructor(private readonly chance: Chance) {
    this.accounts = Array.from({ length: ACCOUNTS }, () => accountId());
    this.network = new MovingNetwork(chance, this.accounts);
    this.swarms = new MonitoredSwarms(chance.below(2 ** 31), chance.dice);
    this.reshare(2);
    for (const id of this.accounts.keys()) this.subscribe(id + 1);
  }

  hear(): void {
    this.map = SwarmMap.of(this.network.nodes);
    this.close(this.swarms.know(this.map, this.now));
  }

  /** Another watcher comes or goes; 2: we are alone. */
  reshare(parity = this.chance.below(3)): void {
    this.owns = (swarm) => parity === 2 || Number(BigInt(`0x${swarm}`) % 2n) === parity;
    this.close(this.swarms.share({ owns: (swarm) => this.owns(swarm) }, this.now));
  }

  /** Somebody comes, goes, or has signed anew. */
  turnOver(): void {
    const id = 1 + this.chance.below(ACCOUNTS);
    const slot = this.swarms.index.findId(id);
    if (slot === undefined || this.chance.happens(0.5)) this.subscribe(id);
    else {
      this.swarms.remove(slot);
      this.monitored.delete(id);
    }
  }

  /** Some connection breaks, and what was asked over it is forgotten. */
  breakOne(): void {
    const up = [...this.swarms.links()].filter(({ session }) => session.isUp);
    if (up.length === 0) return;
    const link = this.chance.oneOf(up);
    for (const command of link.session.broken(this.now)) this.obey(link, command);
  }

  pass(steps: number, stepMs = STEP_MS): void {
    for (let step = 0; step < steps; step += 1) {
      for (const link of [...this.swarms.links()]) {
        for (const command of link.session.advance(this.now, true)) this.obey(link, command);
      }
      this.now += stepMs;
    }
  }

  /** Everybody of ours whom some member of his swarm was not asked for, or so long ago that it has forgotten. */
  unheard(): string[] {
    const missing: string[] = [];
    const memoryOf = new Map([...this.swarms.links()].map((link) => [placeOf(link.node), this.memories.get(link)]));
    for (const [id, account] of this.monitored) {
      const swarm = this.map.swarmOf(account);
      if (swarm === undefined || !this.owns(swarm.id)) continue;
      for (const node of swarm.members) {
        const askedAt = memoryOf.get(placeOf(node))?.get(id) ?? Number.NEGATIVE_INFINITY;
        if (this.now - askedAt > LIFE_MS) missing.push(`${id} at ${node.ed25519.slice(0, 8)}`);
      }
    }
    return missing;
  }

  /** Whom a link stands for, though it is not ours to ask. */
  needless(): string[] {
    const listed = new Set(this.map.nodes.map(placeOf));
    return [...this.swarms.links()]
      .map(({ node }) => node)
      .filter((node) => !this.owns(node.swarm) || !listed.has(placeOf(node)))
      .map(placeOf);
  }

  private subscribe(id: number): void {
    const account = this.accounts[id - 1] as AccountId;
    this.monitored.set(id, account);
    this.swarms.put(id, account.bytes, this.now);
  }

  private close(links: readonly Link[]): void {
    for (const link of links) this.memories.delete(link);
  }

  /** The node answers everything at once. */
  private obey(link: Link, command: Command): void {
    const { session } = link;
    if (command.do === 'close') this.memories.delete(link);
    if (command.do === 'connect') {
      this.memories.set(link, new Map());
      session.greeted(this.now);
    }
    if (command.do === 'probe') session.replied(command.tag, this.now);
    if (command.do !== 'submit') return;
    for (const id of this.swarms.idsOf(link, this.slotsOf(command.work))) this.remember(link, id);
    session.sent(command.tag, this.now);
    session.replied(command.tag, this.now);
  }

  private slotsOf(work: Work): readonly number[] {
    return 'slots' in work ? work.slots : (this.swarms.pages.get(work.page)?.slots ?? []);
  }

  private remember(link: Link, id: number): void {
    this.memories.get(link)?.set(id, this.now);
    const account = this.monitored.get(id);
    if (account === undefined || this.map.swarmOf(account)?.id !== link.node.swarm) this.astray.push(id);
  }
}

/** A node as a member of one swarm, at one address, with one key. */
function placeOf({ ed25519, x25519, ip, omqPort, swarm }: ServiceNode): string {
  return `${ed25519} with ${x25519} at ${ip}:${omqPort} in ${swarm}`;
}

it.each([1, 2, 3, 4])('everybody is asked for at once, where he belongs, and again in time (chance %i)', (seed) => {
  const chance = new Chance(seed * 15_485_863);
  const watch = new Watch(chance);
  for (let change = 0; change < CHANGES; change += 1) {
    if (chance.happens(0.3)) watch.turnOver();
    watch.network.change();
    watch.hear();
    if (chance.happens(0.1)) watch.reshare();
    if (chance.happens(0.3)) watch.turnOver();
    // Changes come faster than anybody can be asked for, too.
    if (chance.happens(0.3)) watch.pass(1);
    else {
      watch.pass(SOON);
      expect(watch.unheard()).toEqual([]);
    }
    expect(watch.needless()).toEqual([]);
    // Hours go by, in which everybody is asked for anew, and some connections break.
    if (chance.happens(0.05)) {
      watch.pass(140 + chance.below(60), MINUTE / 2);
      expect(watch.unheard()).toEqual([]);
    }
    if (chance.happens(0.2)) {
      watch.breakOne();
      watch.pass(2 * SOON, MINUTE);
    }
  }
  expect(watch.astray).toEqual([]);
});
