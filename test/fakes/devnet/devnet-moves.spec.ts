/** A network that moves: nodes join, leave, change swarm and address, and the list says so. */
import { readServiceNodes } from '../../../src/protocol/service-node';
import { SwarmMap, swarmPosition } from '../../../src/protocol/swarm-map';
import { AccountOwner } from '../phone/account-signer';
import { askNode } from './ask-node';
import { Devnet } from './devnet';
import type { StorageNode } from './storage-node';

describe('a devnet that moves', () => {
  let devnet: Devnet;
  let owner: AccountOwner;

  beforeEach(async () => {
    devnet = await Devnet.start({ swarms: 2, nodesPerSwarm: 2 });
    owner = AccountOwner.ofSessionId();
  });

  afterEach(() => devnet.stop());

  async function listed(at: StorageNode = devnet.nodes[0]!): Promise<SwarmMap> {
    const answer = await askNode(at.url, 'oxend_request', {
      endpoint: 'get_service_nodes',
      params: { active_only: true },
    });
    return SwarmMap.of(readServiceNodes(answer.body));
  }

  const store = (node: StorageNode) =>
    askNode(node.url, 'store', { pubkey: owner.account.hex, timestamp: Date.now(), ttl: 60_000, data: 'eA==' });

  it('gives each node an address in a /24 of its own', () => {
    const nets = new Set(devnet.nodes.map(({ ip }) => ip.split('.').slice(0, 3).join('.')));
    expect(nets.size).toBe(4);
  });

  it('places accounts as its list says, and names a seed for each swarm', async () => {
    const map = await listed();
    expect(map.swarms.map(({ id }) => id)).toEqual(['3fffffffffffffff', 'bfffffffffffffff']);
    expect(map.swarmOf(owner.account)?.id).toBe(devnet.swarmOf(owner.account).id);
    expect(devnet.seedUrls).toHaveLength(2);
  });

  it('hands a newcomer what its swarm keeps', async () => {
    const { id, members } = devnet.swarmOf(owner.account);
    await store(members[0]!);
    const newcomer = await devnet.addNode(id);
    expect(newcomer.store.messagesOf(owner.account.hex)).toHaveLength(1);
    expect((await listed()).node(newcomer.ed25519)?.port).toBe(newcomer.port);
  });

  it('forgets a node that left', async () => {
    const [node, other] = devnet.swarmOf(owner.account).members;
    await devnet.removeNode(node!);
    expect((await listed(other)).nodes).toHaveLength(3);
    expect(node!.isUp).toBe(false);
  });

  it('moves an account to another swarm when its own dissolves', async () => {
    const { id, members } = devnet.swarmOf(owner.account);
    const elsewhere = devnet.nodes.find(({ swarm }) => swarm !== id)!;
    await store(members[0]!);
    for (const member of members) devnet.moveNode(member, elsewhere.swarm);
    expect(devnet.swarmOf(owner.account).id).toBe(elsewhere.swarm);
    const { body } = await askNode(elsewhere.url, 'get_swarm', { pubkey: owner.account.hex });
    expect(body.snodes).toHaveLength(4);
  });

  it('splits a swarm', async () => {
    const { id, members } = devnet.swarmOf(owner.account);
    await store(members[0]!);
    const moved = members[1]!;
    devnet.moveNode(moved, swarmPosition(owner.account).toString(16));
    expect(devnet.swarmOf(owner.account)).toEqual({ id: moved.swarm, members: [moved] });
    expect(moved.store.messagesOf(owner.account.hex)).toHaveLength(1);
    expect(id).not.toBe(moved.swarm);
  });

  it('lists a node’s new address', async () => {
    const node = devnet.nodes[1]!;
    const { ip, port } = node;
    await devnet.changeAddress(node);
    expect([node.ip, node.port]).not.toEqual([ip, port]);
    expect((await listed(node)).node(node.ed25519)).toMatchObject({ ip: node.ip, port: node.port });
  });

  it('stops with requests under way', async () => {
    devnet.nodes[0]!.faults.stalls = true;
    const pending = askNode(devnet.nodes[0]!.url, 'info', {}).catch((error: unknown) => error);
    while (devnet.nodes[0]!.sightings.all.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await devnet.stop();
    expect(await pending).toMatchObject({ kind: 'broken' });
  });
});
