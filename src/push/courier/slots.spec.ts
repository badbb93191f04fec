/** The slots: never more than their number, in order, and nobody waits for ever. */
import { Slots } from './slots';

const signal = () => new AbortController().signal;

describe('Slots', () => {
  it('seats as many as there are slots, the others in the order they came', async () => {
    const slots = new Slots(2);
    const seated: number[] = [];
    const all = [1, 2, 3, 4].map((who) => slots.take(signal()).then((taken) => taken && seated.push(who)));
    await Promise.all(all.slice(0, 2));
    expect(seated).toEqual([1, 2]);
    slots.give();
    await all[2];
    slots.give();
    await all[3];
    expect(seated).toEqual([1, 2, 3, 4]);
  });

  it('passes over whoever aborted in line, without losing the slot', async () => {
    const slots = new Slots(1);
    await slots.take(signal());
    const impatient = new AbortController();
    const first = slots.take(impatient.signal);
    const second = slots.take(signal());
    impatient.abort();
    expect(await first).toBe(false);
    slots.give();
    expect(await second).toBe(true);
    slots.give();
    expect(await slots.take(signal())).toBe(true);
  });

  it('does not seat somebody who aborted before asking', async () => {
    expect(await new Slots(1).take(AbortSignal.abort())).toBe(false);
  });

  it('never seats more than it has, through thousands of comings and goings', async () => {
    const slots = new Slots(3);
    let inside = 0;
    let most = 0;
    const visit = async () => {
      if (!(await slots.take(signal()))) throw new Error('sent away');
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside -= 1;
      slots.give();
    };
    await Promise.all(Array.from({ length: 5_000 }, visit));
    expect({ inside, most }).toEqual({ inside: 0, most: 3 });
  });

  it('sends everybody in line away when it closes, and seats nobody after', async () => {
    const slots = new Slots(1);
    await slots.take(signal());
    const waiting = slots.take(signal());
    slots.close();
    expect(await waiting).toBe(false);
    slots.give();
    expect(await slots.take(signal())).toBe(false);
  });
});
