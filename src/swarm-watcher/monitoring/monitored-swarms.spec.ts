/** Accounts stand on pages of the right swarm, whatever comes, goes and moves, and every member is asked for them. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { AccountId } from '../../protocol/account-id';
import type { ServiceNode } from '../../protocol/service-node';
import { SwarmMap } from '../../protocol/swarm-map';
import { SwarmFinder } from '../placing/swarm-finder';
import { type Link, MonitoredSwarms } from './monitored-swarms';
import { PAGE_SIZE } from './renewal-pages';

let made = 0;

function nodeIn(swarm: string): ServiceNode {
  made += 1;
  const ed25519 = made.toString(16).padStart(64, '0');
  return { ed25519, x25519: ed25519, ip: '10.0.0.1', port: 1, omqPort: 2, swarm };
}

const account = () => Buffer.concat([Buffer.of(5), randomBytes(32)]);
const swarmId = () => BigInt(`0x${randomBytes(8).toString('hex')}`).toString(16);
const linksOf = (swarms: MonitoredSwarms) => [...swarms.links()];

function newSwarms(...ids: string[]): { swarms: MonitoredSwarms; map: SwarmMap } {
  const map = SwarmMap.of(ids.flatMap((id) => [nodeIn(id), nodeIn(id)]));
  const swarms = new MonitoredSwarms(123, () => 0.5);
  swarms.share({ owns: () => true }, 0);
  swarms.know(map, 0);
  return { swarms, map };
}

/** What the session of a link would ask for within an hour, with nothing missing. */
function slotsAsked(swarms: MonitoredSwarms, link: Link): number[] {
  const slots: number[] = [];
  link.session.advance(0, true);
  link.session.greeted(0);
  for (;;) {
    const [command] = link.session.advance(1, false).filter((each) => each.do === 'submit');
    if (command?.do !== 'submit' || !('page' in command.work)) return slots.sort((a, b) => a - b);
    slots.push(...(swarms.pages.get(command.work.page)?.slots ?? []));
    link.session.sent(command.tag, 1);
    link.session.replied(command.tag, 1);
  }
}

it('finds the swarm of any account as the map does', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }), { minLength: 1, maxLength: 20 }), (ids) => {
      const unique = [...new Set(ids)].map((id) => id.toString(16));
      const map = SwarmMap.of(unique.map(nodeIn));
      const finder = new SwarmFinder(map, (id) => unique.indexOf(id));
      const near = ids.flatMap((id, place) => [
        id,
        (id + (ids[(place + 1) % ids.length] ?? 0n)) / 2n,
        id - 1n,
        id + 1n,
      ]);
      const keys = near.map((at) => `05${BigInt.asUintN(64, at).toString(16).padStart(16, '0')}${'0'.repeat(48)}`);
      for (const hex of [...keys, account().toString('hex')]) {
        const id = AccountId.parse(hex);
        expect(unique[finder.swarmOf(id.bytes)]).toBe(map.swarmOf(id)?.id);
      }
    }),
  );
});

it('knows no swarm while there is none', () => {
  expect(new SwarmFinder(SwarmMap.of([]), () => 0).swarmOf(account())).toBe(-1);
  const { swarms } = newSwarms();
  const slot = swarms.put(1, account(), 0);
  expect(swarms.index.swarm(slot)).toBe(-1);
  swarms.know(SwarmMap.of([nodeIn('5')]), 0);
  expect(slotsAsked(swarms, linksOf(swarms)[0]!)).toEqual([slot]);
});

it('asks every member for every account of its swarm, in pages of a thousand', () => {
  const { swarms } = newSwarms('1', 'f'.repeat(15));
  for (let id = 1; id <= 3 * PAGE_SIZE; id += 1) swarms.keep(id, account(), 0);
  const asked = linksOf(swarms).map((link) => ({ swarm: link.swarm, slots: slotsAsked(swarms, link) }));
  expect(asked).toHaveLength(4);
  for (const { swarm, slots } of asked) {
    const those = Array.from({ length: swarms.index.end }, (_, slot) => slot).filter(
      (slot) => swarms.index.swarm(slot) === swarm,
    );
    expect(slots).toEqual(those);
  }
  expect([...swarms.pages.ofSwarm(0)].every((page) => page.slots.length <= PAGE_SIZE)).toBe(true);
});

it('closes links of nodes that go, change, or are not for this process, and opens those that come', () => {
  const { swarms, map } = newSwarms('10', 'f'.repeat(15));
  const [first, second] = linksOf(swarms);
  expect(swarms.know(map, 0)).toEqual([]);
  const moved = map.nodes.map((node) => (node.ed25519 === first!.node.ed25519 ? { ...node, omqPort: 9 } : node));
  expect(swarms.know(SwarmMap.of(moved), 0)).toEqual([first]);
  expect(linksOf(swarms)).toHaveLength(4);
  const gone = swarms.share({ owns: (id) => id !== '10' }, 0);
  expect(gone).toHaveLength(2);
  expect(gone).toContain(second);
  swarms.share({ owns: () => true }, 0);
  expect(linksOf(swarms)).toHaveLength(4);
});

it('is right after any number of changes', () => {
  const change = fc.oneof(
    fc.record({ put: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ remove: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ swarms: fc.integer({ min: 0, max: 4 }) }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const { swarms } = newSwarms('10', '8000000000000000');
      let map = SwarmMap.of([]);
      const model = new Map<number, Buffer>();
      const accounts = new Map<number, Buffer>();
      for (const each of changes) {
        if ('put' in each) {
          const bytes = accounts.get(each.put) ?? account();
          accounts.set(each.put, bytes);
          model.set(each.put, bytes);
          swarms.put(each.put, bytes, 0);
        } else if ('remove' in each) {
          const slot = swarms.index.findId(each.remove);
          expect(slot !== undefined).toBe(model.delete(each.remove));
          if (slot !== undefined) swarms.remove(slot);
        } else {
          map = SwarmMap.of(Array.from({ length: each.swarms }, () => nodeIn(swarmId())));
          swarms.know(map, 0);
        }
      }
      map = SwarmMap.of([nodeIn('1'), nodeIn(swarmId()), nodeIn(swarmId())]);
      swarms.know(map, 0);
      expect(swarms.index.size).toBe(model.size);
      const asked = new Map(linksOf(swarms).map((link) => [link.node.swarm, slotsAsked(swarms, link)]));
      for (const [id, bytes] of model) {
        const slot = swarms.index.find(bytes)!;
        expect(swarms.index.findId(id)).toBe(slot);
        expect(asked.get(map.swarmOf(AccountId.fromBytes(bytes))!.id)).toContain(slot);
      }
      expect([...asked.values()].flat()).toHaveLength(model.size);
    }),
    { numRuns: 200 },
  );
});
