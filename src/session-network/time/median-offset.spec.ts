/** The median of the nodes' clocks: honest nodes in the majority keep it among themselves. */
import fc from 'fast-check';
import { LEAST_NODES, MedianOffset, RECENT_MS } from './median-offset';

const NOW = 1_800_000_000_000;
const honest = fc.integer({ min: -500, max: 500 });
const lie = fc.oneof(fc.integer({ min: -1e15, max: 1e15 }), fc.double({ noNaN: true }));

describe('MedianOffset', () => {
  it('stays within what honest nodes say while they are more than half', () => {
    const nodes = fc
      .array(honest, { minLength: 2, maxLength: 40 })
      .chain((truths) =>
        fc.tuple(fc.constant(truths), fc.array(lie, { maxLength: truths.length - 1 }), fc.infiniteStream(fc.nat())),
      );
    fc.assert(
      fc.property(nodes, ([truths, lies, order]) => {
        fc.pre(truths.length + lies.length >= LEAST_NODES);
        const median = new MedianOffset();
        const sayings = [
          ...truths.map((offsetMs, n) => ({ node: `h${n}`, offsetMs })),
          ...lies.map((offsetMs, n) => ({ node: `l${n}`, offsetMs })),
        ]
          .map((saying) => ({ ...saying, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at);
        for (const { node, offsetMs } of sayings) median.add(node, { offsetMs, at: NOW });
        expect(median.at(NOW, 0)).toBeGreaterThanOrEqual(Math.min(...truths));
        expect(median.at(NOW, 0)).toBeLessThanOrEqual(Math.max(...truths));
      }),
    );
  });

  it('believes nobody until three nodes have spoken, however often one repeats itself', () => {
    const median = new MedianOffset();
    for (let turn = 0; turn < 100; turn += 1) median.add('liar', { offsetMs: 1e12, at: NOW });
    median.add('a', { offsetMs: 10, at: NOW });
    expect(median.at(NOW, 7)).toBe(7);
    median.add('b', { offsetMs: 20, at: NOW });
    expect(median.at(NOW, 7)).toBe(20);
  });

  it('replaces what a node said before', () => {
    const median = new MedianOffset();
    for (const node of ['a', 'b', 'c']) median.add(node, { offsetMs: 10, at: NOW });
    for (const node of ['a', 'b']) median.add(node, { offsetMs: 50, at: NOW + 1 });
    expect(median.at(NOW + 1, 0)).toBe(50);
    expect(median.size).toBe(3);
  });

  it('forgets old words, keeps the last offset until there are enough new ones, and bounds its memory', () => {
    const median = new MedianOffset();
    for (const node of ['a', 'b', 'c']) median.add(node, { offsetMs: 10, at: NOW });
    expect(median.at(NOW + RECENT_MS - 1, 0)).toBe(10);
    expect(median.at(NOW + RECENT_MS, 10)).toBe(10);
    expect(median.size).toBe(0);
    for (let node = 0; node < 5_000; node += 1) median.add(`n${node}`, { offsetMs: node, at: NOW });
    expect(median.size).toBeLessThanOrEqual(256);
  });

  it('keeps only the words of those named', () => {
    const median = new MedianOffset();
    for (const node of ['a', 'b', 'c', 'd']) median.add(node, { offsetMs: node === 'd' ? 40 : 10, at: NOW });
    median.keepOnly(new Set(['d']));
    expect(median.size).toBe(1);
  });
});
