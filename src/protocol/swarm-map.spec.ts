/** Swarm mapping: the answers of a storage server, and the definition by brute force. */
import fc from 'fast-check';
import nodeList from '../../test/vectors/node-list.json';
import recorded from '../../test/vectors/swarm-map.json';
import { AccountId } from './account-id';
import { readServiceNodes, type ServiceNode } from './service-node';
import { SwarmMap, swarmPosition } from './swarm-map';

const node = (swarm: string, n = 0): ServiceNode => ({
  ed25519: n.toString(16).padStart(64, '0'),
  x25519: '09'.padEnd(64, '0'),
  ip: '127.0.0.1',
  port: 1,
  omqPort: 2,
  swarm,
});

/** An account whose place on the circle is exactly `position`. */
const accountAt = (position: bigint) => AccountId.parse(`05${position.toString(16).padStart(64, '0')}`);

describe('the swarm map', () => {
  const map = SwarmMap.of(recorded.swarm_ids.map((id, n) => node(id, n)));

  it.each(recorded.vectors)('places $account as the storage server did', ({ account, space, swarm }) => {
    const id = AccountId.parse(account);
    expect(swarmPosition(id)).toBe(BigInt(`0x${space}`));
    expect(map.swarmOf(id)?.id).toBe(swarm);
  });

  it('finds the nearest id on the circle, ties to the lower side', () => {
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 2n });
    fc.assert(
      fc.property(fc.uniqueArray(u64, { minLength: 1, maxLength: 12 }), u64, (ids, position) => {
        const distances = ids.flatMap((id) => [
          { id, away: BigInt.asUintN(64, position - id) * 2n },
          // Half a step further than the lower side, so that it wins the tie.
          { id, away: BigInt.asUintN(64, id - position) * 2n + 1n },
        ]);
        const nearest = distances.reduce((best, next) => (next.away < best.away ? next : best));
        const found = SwarmMap.of(ids.map((id, n) => node(id.toString(16), n))).swarmOf(accountAt(position));
        expect(found?.id).toBe(nearest.id.toString(16));
      }),
      { numRuns: 1000 },
    );
    const pair = SwarmMap.of([node('10', 1), node('20', 2)]);
    expect(pair.swarmOf(accountAt(0x18n))?.id).toBe('10');
    expect(pair.swarmOf(accountAt(0x19n))?.id).toBe('20');
    // Halfway round the back the lower side is the highest id.
    const opposite = SwarmMap.of([node('4000000000000000', 1), node('c000000000000000', 2)]);
    expect(opposite.swarmOf(accountAt(0n))?.id).toBe('c000000000000000');
  });

  it('gathers the recorded nodes into swarms, ascending, members by key', () => {
    const nodes = readServiceNodes(nodeList.steps[1]?.response);
    const whole = SwarmMap.of([...nodes].reverse());
    expect(whole.swarms.map((swarm) => swarm.id)).toEqual(recorded.swarm_ids);
    for (const swarm of whole.swarms) {
      const keys = swarm.members.map((member) => member.ed25519);
      expect(keys).toEqual([...keys].sort());
      for (const member of swarm.members) expect(whole.node(member.ed25519)).toBe(member);
    }
    expect(whole.nodes).toHaveLength(nodes.length);
    expect(whole.node('00')).toBeUndefined();
    expect(whole.node('__proto__')).toBeUndefined();
  });

  it('of no nodes has no swarm for anybody', () => {
    expect(SwarmMap.of([]).swarmOf(accountAt(1n))).toBeUndefined();
  });
});
