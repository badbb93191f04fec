/** The rules of waking at their edges. */
import { isWorthWaking, rememberUntil, storedByOurClock } from './worth-waking';

const NOW = 1_795_000_000_000;
const DAY = 86_400_000;

function message(storedAt: number, expiresAt: number) {
  return { accountId: '1', namespace: 0, hash: 'x', storedAt, expiresAt };
}

describe('worth waking', () => {
  it('is what lives more than 30 seconds', () => {
    expect(isWorthWaking(message(NOW, NOW + 30_001))).toBe(true);
    expect(isWorthWaking(message(NOW, NOW + 30_000))).toBe(false);
    expect(isWorthWaking(message(NOW, NOW - DAY))).toBe(false);
  });

  it('is judged by our clock, and nothing was stored in the future', () => {
    expect(storedByOurClock(message(NOW, 0), 5_000, NOW)).toBe(NOW - 5_000);
    expect(storedByOurClock(message(8.64e15, 0), -5_000, NOW)).toBe(NOW);
  });

  it('is as young as its storing where that is known: a sender may have had no network for a while', () => {
    const late = { ...message(NOW - DAY, NOW + DAY), storedAfter: NOW - 1_000 };
    expect(storedByOurClock(late, 5_000, NOW)).toBe(NOW - 1_000);
    expect(storedByOurClock({ ...late, storedAt: NOW }, 500, NOW)).toBe(NOW - 500);
    expect(storedByOurClock({ ...late, storedAfter: NOW + 1 }, 0, NOW)).toBe(NOW);
  });

  it('is remembered as long as the message lives, between ten minutes and 31 days', () => {
    expect(rememberUntil(message(NOW, NOW + DAY), 3_000, NOW)).toBe(NOW + DAY - 3_000);
    expect(rememberUntil(message(NOW, NOW + 40_000), 0, NOW)).toBe(NOW + 600_000);
    expect(rememberUntil(message(NOW, 8.64e15), 0, NOW)).toBe(NOW + 31 * DAY);
  });
});
