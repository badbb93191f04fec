/** Lanes in the order in which their swarms became due, each swarm's together. */
import fc from 'fast-check';
import { PlacedSwarm } from './placed-swarm';
import { ReadyLanes, SeatQueue } from './ready-lanes';

const [a, b] = ['a', 'b'].map((id, number) => new PlacedSwarm(id, number)) as [PlacedSwarm, PlacedSwarm];

function seatsOf(queue: SeatQueue | undefined): number[] {
  const seats: number[] = [];
  for (let seat = queue?.shift(); seat !== undefined; seat = queue?.shift()) seats.push(seat);
  return seats;
}

describe('ready lanes', () => {
  it('come out by swarm and lane, the longest waiting first, those apart of which something is to be read', () => {
    const ready = new ReadyLanes();
    ready.add(b, 0, 0, true);
    ready.add(a, 0, 1, false);
    ready.add(b, 1, 0, true);
    ready.add(b, 0, 2, true);
    ready.add(b, 0, 5_000, false);
    const groups = [ready.shift(), ready.shift(), ready.shift(), ready.shift()];
    expect(
      groups.map((group) => group && [group.swarm.id, group.lane, seatsOf(group.read), seatsOf(group.unread)]),
    ).toEqual([['b', 0, [0, 2], [5_000]], ['a', 0, [], [1]], ['b', 1, [0], []], undefined]);
  });

  it('keep what was put back before what came later, behind other swarms', () => {
    const ready = new ReadyLanes();
    ready.add(a, 0, 0, true);
    const group = ready.shift()!;
    ready.add(b, 0, 1, true);
    ready.add(a, 0, 2, true);
    ready.putBack(group);
    ready.putBack({ swarm: a, lane: 1, read: new SeatQueue(), unread: new SeatQueue() });
    expect(ready.shift()?.swarm.id).toBe('b');
    expect(seatsOf(ready.shift()?.read)).toEqual([0, 2]);
    expect(ready.shift()).toBeUndefined();
  });

  it('are claimed once, and not by whoever got the seat of another', () => {
    const ready = new ReadyLanes();
    ready.add(a, 0, 7, true);
    ready.add(a, 0, 7, true);
    ready.add(a, 1, 7, true);
    expect(seatsOf(ready.shift()?.read)).toEqual([7]);
    expect([ready.claim(7, 0), ready.claim(7, 0), ready.claim(7, 1), ready.claim(9_999, 1)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    ready.add(a, 0, 7, true);
    ready.forget(7);
    ready.forget(9_999);
    expect(ready.claim(7, 0)).toBe(false);
  });
});

it('a queue of seats is first in, first out', () => {
  const steps = fc.array(fc.option(fc.nat(1_000_000), { freq: 2 }), { maxLength: 300 });
  fc.assert(
    fc.property(steps, (wanted) => {
      const queue = new SeatQueue();
      const model: number[] = [];
      for (const seat of wanted) {
        if (seat === null) expect(queue.shift()).toBe(model.shift());
        else {
          queue.push(seat);
          model.push(seat);
        }
        expect([queue.length, queue.first]).toEqual([model.length, model[0]]);
      }
    }),
  );
});
