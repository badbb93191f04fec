/** Accusations: believed from two that have no node in common, and only while both are fresh. */
import { ACCUSATION_MS, Accusations } from './accusations';

describe('Accusations', () => {
  it('believes two wholly different sayings, in any order, and no repetition', () => {
    const accusations = new Accusations();
    for (let turn = 0; turn < 50; turn += 1) expect(accusations.accuse('x', ['g1', 'm1'], turn)).toBe(false);
    expect(accusations.accuse('x', ['g1', 'm2'], 50)).toBe(false);
    expect(accusations.accuse('x', ['g2', 'm1'], 50)).toBe(true);
    expect(accusations.accuse('y', ['g2', 'm2'], 50)).toBe(false);
  });

  it('forgets after a while, and when the node is heard of', () => {
    const accusations = new Accusations();
    accusations.accuse('x', ['g1'], 0);
    expect(accusations.isAccusedBy('x', 'g1', ACCUSATION_MS - 1)).toBe(true);
    expect(accusations.isAccusedBy('x', 'g1', ACCUSATION_MS)).toBe(false);
    expect(accusations.accuse('x', ['g2'], ACCUSATION_MS)).toBe(false);
    accusations.forget('x');
    expect(accusations.accuse('x', ['g3'], ACCUSATION_MS)).toBe(false);
  });
});
