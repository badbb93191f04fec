/** Pauses that grow while the cause lasts, and end with the first success. */
import { HoldUp } from './hold-up';

describe('hold-up', () => {
  it('pauses ever longer, up to five seconds', () => {
    const holdUp = new HoldUp();
    const pauses: number[] = [];
    let now = 0;
    for (let count = 0; count < 7; count += 1) {
      holdUp.failed(now);
      const from = now;
      while (holdUp.isOn(now)) now += 50;
      pauses.push(now - from);
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    holdUp.worked();
    holdUp.failed(now);
    expect(holdUp.isOn(now + 249)).toBe(true);
    expect(holdUp.isOn(now + 250)).toBe(false);
  });

  it('takes failures that come together for one', () => {
    const holdUp = new HoldUp();
    for (let count = 0; count < 50; count += 1) holdUp.failed(count);
    expect(holdUp.isOn(250)).toBe(false);
  });
});
