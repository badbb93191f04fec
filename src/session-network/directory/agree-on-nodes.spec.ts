/** The list of nodes under liars: no minority of sources adds, changes or removes a node. */
import fc from 'fast-check';
import type { ServiceNode } from '../../protocol/service-node';
import { agreeOnNodes, isAbsurd, isSameList } from './agree-on-nodes';

const nodeOf = (index: number, changes: Partial<ServiceNode> = {}): ServiceNode => ({
  ed25519: index.toString(16).padStart(64, '0'),
  x25519: index.toString(16).padStart(64, 'a'),
  ip: `10.0.0.${index % 250}`,
  port: 22_021,
  omqPort: 22_020,
  swarm: (index % 4).toString(16),
  ...changes,
});
const listOf = (count: number) => Array.from({ length: count }, (_, index) => nodeOf(index));

/** Anything a liar may list: true nodes, changed nodes, invented nodes, in any order, again and again. */
const lies = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((index) => nodeOf(index)),
    fc.integer({ min: 0, max: 30 }).map((index) => nodeOf(index, { ip: '6.6.6.6' })),
    fc.integer({ min: 0, max: 30 }).map((index) => nodeOf(index, { swarm: '666' })),
    fc.integer({ min: 0, max: 30 }).map((index) => nodeOf(index, { x25519: '6'.repeat(64) })),
  ),
  { maxLength: 60 },
);

describe('agreeOnNodes', () => {
  it('is the true list whatever any minority of the sources says', () => {
    const sources = fc.integer({ min: 1, max: 5 }).chain((liars) =>
      fc.record({
        lists: fc.array(lies, { minLength: liars, maxLength: liars }),
        honest: fc.integer({ min: liars + 1, max: 9 }),
        order: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(sources, fc.integer({ min: 0, max: 20 }), ({ lists, honest, order }, count) => {
        const truth = listOf(count);
        const all = [...lists, ...Array.from({ length: honest }, () => truth)];
        const turned = [...all.slice(order % all.length), ...all.slice(0, order % all.length)];
        const agreed = agreeOnNodes(turned, Math.floor(all.length / 2) + 1, listOf(3));
        expect(isSameList(agreed, truth)).toBe(true);
      }),
    );
  });

  it('counts a source once, however often it names a node', () => {
    expect(agreeOnNodes([[nodeOf(1), nodeOf(1), nodeOf(1)], [], []], 2)).toEqual([]);
  });

  it('keeps the known form of a node while the sources are divided on it', () => {
    const moved = nodeOf(1, { ip: '9.9.9.9' });
    const divided = [[nodeOf(1)], [moved], [nodeOf(1, { ip: '8.8.8.8' })]];
    expect(agreeOnNodes(divided, 2, [nodeOf(1)])).toEqual([nodeOf(1)]);
    expect(agreeOnNodes(divided, 2)).toEqual([]);
    expect(agreeOnNodes([[moved], [moved], [nodeOf(1)]], 2, [nodeOf(1)])).toEqual([moved]);
  });

  it('agrees on nothing when too few sources answer', () => {
    expect(agreeOnNodes([listOf(5)], 2)).toEqual([]);
    expect(agreeOnNodes([], 1, listOf(5))).toEqual([]);
  });
});

describe('isAbsurd', () => {
  it('is a list that lost many of the known nodes, or moved them', () => {
    const known = listOf(100);
    expect(isAbsurd(known, known)).toBe(false);
    expect(isAbsurd(known, known.slice(30))).toBe(false);
    expect(isAbsurd(known, known.slice(31))).toBe(true);
    expect(isAbsurd(known, [])).toBe(true);
    expect(
      isAbsurd(
        known,
        known.map((node) => ({ ...node, ip: '6.6.6.6' })),
      ),
    ).toBe(true);
    expect(isAbsurd(known, [...known, nodeOf(500)])).toBe(false);
  });

  it('is not the loss of two nodes of a small network', () => {
    expect(isAbsurd(listOf(5), listOf(3))).toBe(false);
    expect(isAbsurd(listOf(5), listOf(2))).toBe(true);
  });
});
