/** The retry table: what a device's turn means, and the pauses after a vendor's "later". */
import fc from 'fast-check';
import { GIVE_UP_AFTER_MS, type Owed, pauseBefore, turnOf } from './retry-policy';

const NOW = 1_800_000_000_000;
const WINDOW = 3_000;
const owed = (overrides: Partial<Owed>): Owed => ({
  owedSince: new Date(NOW - 10),
  lastBegunAt: null,
  notBefore: null,
  claimed: false,
  isPaused: false,
  resumedAt: null,
  ...overrides,
});

describe('turnOf', () => {
  it('does nothing when nothing is owed', () => {
    expect(turnOf(owed({ owedSince: null }), NOW, WINDOW)).toEqual({ kind: 'nothing' });
  });

  it('sends what it holds the right to', () => {
    expect(turnOf(owed({ claimed: true }), NOW, WINDOW)).toEqual({ kind: 'send' });
  });

  it('gives up what has waited longer than a vendor would keep it', () => {
    const owedSince = new Date(NOW - GIVE_UP_AFTER_MS - 1);
    expect(turnOf(owed({ claimed: true, owedSince }), NOW, WINDOW)).toEqual({ kind: 'give-up' });
  });

  it('does not count the time for which its service was paused', () => {
    const owedSince = new Date(NOW - GIVE_UP_AFTER_MS - 1);
    const resumedAt = new Date(NOW - 1_000);
    expect(turnOf(owed({ claimed: true, owedSince, resumedAt }), NOW, WINDOW)).toEqual({ kind: 'send' });
    const longAgo = new Date(NOW - GIVE_UP_AFTER_MS - 2);
    expect(turnOf(owed({ claimed: true, owedSince, resumedAt: longAgo }), NOW, WINDOW)).toEqual({ kind: 'give-up' });
  });

  it('does nothing while its service is paused, however long that takes', () => {
    const owedSince = new Date(NOW - 10 * GIVE_UP_AFTER_MS);
    expect(turnOf(owed({ owedSince, isPaused: true }), NOW, WINDOW)).toEqual({ kind: 'nothing' });
  });

  it('waits for the end of the window', () => {
    const turn = turnOf(owed({ lastBegunAt: new Date(NOW - 1_000) }), NOW, WINDOW);
    expect(turn).toEqual({ kind: 'wait', until: NOW + 2_000 });
  });

  it('waits as long as the vendor asked when that is later than the window', () => {
    const turn = turnOf(owed({ lastBegunAt: new Date(NOW), notBefore: new Date(NOW + 60_000) }), NOW, WINDOW);
    expect(turn).toEqual({ kind: 'wait', until: NOW + 60_000 });
  });

  it('never waits for a moment that has passed', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 }), (begun, notBefore) => {
        const turn = turnOf(
          owed({ lastBegunAt: new Date(NOW + begun), notBefore: new Date(NOW + notBefore) }),
          NOW,
          WINDOW,
        );
        expect(turn.kind === 'wait' && turn.until > NOW).toBe(true);
      }),
    );
  });
});

describe('pauseBefore', () => {
  it('doubles from a second to five minutes', () => {
    expect([0, 1, 2, 5, 9, 400].map((attempts) => pauseBefore(attempts, undefined, 1))).toEqual([
      1_000, 2_000, 4_000, 32_000, 300_000, 300_000,
    ]);
  });

  it('leaves half of the pause to the dice', () => {
    expect(pauseBefore(3, undefined, 0)).toBe(4_000);
  });

  it('waits at least as long as the vendor asked, up to an hour', () => {
    expect(pauseBefore(0, 42_000, 0)).toBe(42_000);
    expect(pauseBefore(0, 1e12, 0)).toBe(3_600_000);
    expect(pauseBefore(0, -5, 0)).toBe(500);
  });
});
