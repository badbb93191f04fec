/** A list of nodes that changes at random, in all the ways in which a network's does. */
import type { AccountId } from '../../src/protocol/account-id';
import type { ServiceNode } from '../../src/protocol/service-node';
import { swarmPosition } from '../../src/protocol/swarm-map';
import type { Chance } from './chance';
import { nodeIn } from './makers';

/** Changes only in `change`; `accounts` are those at whose places new swarms may appear. */
export class MovingNetwork {
  nodes: ServiceNode[] = [];

  constructor(
    private readonly chance: Chance,
    private readonly accounts: readonly AccountId[],
  ) {
    for (let count = 0; count < 12; count += 1) this.join();
  }

  private get swarms(): string[] {
    return [...new Set(this.nodes.map((node) => node.swarm))];
  }

  /** Changes once, in one of all the ways there are. */
  change(): void {
    const ways = [this.join, this.leave, this.readdress, this.move, this.split, this.merge, this.renumber];
    this.chance.oneOf(ways).call(this);
    if (this.nodes.length < 3) this.join();
  }

  private join(): void {
    const { chance, swarms } = this;
    const isNew = swarms.length === 0 || chance.happens(0.3);
    this.nodes.push(nodeIn(isNew ? this.newId() : chance.oneOf(swarms), chance.bytes(32).toString('hex')));
  }

  private leave(): void {
    if (this.nodes.length > 3) this.nodes.splice(this.chance.below(this.nodes.length), 1);
  }

  private readdress(): void {
    const { chance } = this;
    const change = chance.oneOf([
      { ip: `10.1.${chance.below(256)}.${chance.below(256)}` },
      { omqPort: 1 + chance.below(65_535) },
      { x25519: chance.bytes(32).toString('hex') },
    ]);
    this.replace([chance.oneOf(this.nodes)], change);
  }

  private move(): void {
    this.replace([this.chance.oneOf(this.nodes)], { swarm: this.chance.oneOf(this.swarms) });
  }

  private split(): void {
    const members = this.membersOf(this.chance.oneOf(this.swarms));
    this.replace(members.slice(members.length >> 1), { swarm: this.newId() });
  }

  private merge(): void {
    this.replace(this.membersOf(this.chance.oneOf(this.swarms)), { swarm: this.chance.oneOf(this.swarms) });
  }

  private renumber(): void {
    this.replace(this.membersOf(this.chance.oneOf(this.swarms)), { swarm: this.newId() });
  }

  private membersOf(swarm: string): ServiceNode[] {
    return this.nodes.filter((node) => node.swarm === swarm);
  }

  private replace(some: readonly ServiceNode[], change: Partial<ServiceNode>): void {
    this.nodes = this.nodes.map((node) => (some.includes(node) ? { ...node, ...change } : node));
  }

  /** Anywhere, or exactly where an account is. */
  private newId(): string {
    const { chance } = this;
    if (chance.happens(0.5)) return swarmPosition(chance.oneOf(this.accounts)).toString(16);
    return chance.bytes(8).readBigUInt64BE().toString(16);
  }
}
