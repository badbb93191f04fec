/** The ledger of one device against a list of messages and wake-ups, with every step at any time and as often as it likes. */
import { randomInt } from 'node:crypto';
import { RefusedRepository } from '../../src/push/storage/refused.repository';
import { type Settlement, WakeUpRepository } from '../../src/push/storage/wake-up.repository';
import { freshDatabase } from '../support/stores';
import { Chance } from '../swarm-watcher/chance';
import { House } from './house';

const WINDOW_MS = 300;
const STEPS = 400;
const REASON = 'BadTopic';

/** What a device is owed, told from messages and wake-ups alone. */
class Device {
  /** Every wake-up that was begun, and whether its outcome was booked. */
  readonly begun: { readonly settlement: Settlement; isOver: boolean }[] = [];
  /** How many wake-ups had been begun when the last message came. */
  lastMessage = -1;
  /** The last wake-up that was settled. */
  lastSettled = -1;
  settled = 0;
  /** The last wake-up was refused, and is kept: nothing else came. */
  isKept = false;
  dropped = 0;

  /** A message came after the last wake-up that was settled had been begun, and is not kept as refused. */
  get isOwed(): boolean {
    return this.lastMessage > this.lastSettled && !this.isKept;
  }

  /** Only the newest wake-up speaks, once. */
  speaks(place: number): boolean {
    return place === this.begun.length - 1 && this.begun[place]?.isOver === false;
  }
}

describe('the ledger of a device', () => {
  let house: House;
  let repository: WakeUpRepository;
  let refusals: RefusedRepository;

  beforeAll(async () => {
    house = await House.open({ databaseUrl: await freshDatabase(), windowMs: WINDOW_MS });
    repository = new WakeUpRepository(house.database);
    refusals = new RefusedRepository(house.database);
  });

  afterAll(() => house.close());

  async function balance() {
    const { seen = 0, pending = 0, kept = 0, accepted = 0, refused = 0, ...others } = await house.totals();
    const ended = Object.values(others).reduce((sum, value) => sum + value, accepted + refused);
    return { unaccounted: seen - ended - pending, accepted, refused, owed: pending - kept, kept };
  }

  it('balances, and owes a wake-up exactly as long as one has to come', async () => {
    const seed = randomInt(2 ** 32);
    const chance = new Chance(seed);
    const device = new Device();
    const { id, token } = await house.device();
    const lot = () => ({ service: 'test', reason: REASON, until: new Date(instant) });
    let instant = Date.now();
    const anyPlace = () => (chance.happens(0.6) ? device.begun.length - 1 : chance.below(device.begun.length + 1));

    const steps: Record<string, () => Promise<void>> = {
      owe: async () => {
        const debt = { deviceId: id, fresh: chance.below(3), duplicates: chance.below(2) };
        if (debt.fresh > 0) Object.assign(device, { lastMessage: device.begun.length, isKept: false });
        const due = await house.database.transaction((sql) => house.wakeUps.owe(sql, [debt]));
        expect(due).toEqual(device.isOwed ? [id] : []);
      },
      claim: async () => {
        instant += WINDOW_MS;
        const hasPassed = chance.happens(0.8);
        if (!hasPassed && device.begun.length > 0) instant -= 1;
        const [claimed] = await repository.claim([id], new Date(instant), WINDOW_MS);
        if (hasPassed) expect(claimed?.claimed).toBe(device.isOwed);
        if (claimed?.claimed) device.begun.push({ settlement: { claimed, outcome: 'accepted' }, isOver: false });
      },
      settle: async () => {
        const place = anyPlace();
        const wakeUp = device.begun[place];
        if (wakeUp === undefined) return;
        const speaks = device.speaks(place);
        if (speaks) Object.assign(device, { lastSettled: place, settled: device.settled + 1 });
        wakeUp.isOver ||= speaks;
        const answer = await repository.settle([wakeUp.settlement], new Date(instant));
        expect(answer).toEqual(speaks ? [{ id, waits: device.isOwed }] : []);
      },
      refuse: async () => {
        const place = anyPlace();
        const wakeUp = device.begun[place];
        if (wakeUp === undefined) return;
        if (device.speaks(place)) {
          wakeUp.isOver = true;
          device.isKept = device.lastMessage <= place;
        }
        const settlement = { claimed: wakeUp.settlement.claimed, outcome: { refused: REASON } };
        await repository.settle([settlement], new Date(instant));
      },
      retry: async () => {
        expect(await refusals.retry(lot(), 10, new Date(instant))).toEqual(device.isKept ? [id] : []);
        device.isKept = false;
      },
      drop: async () => {
        expect(await refusals.drop(lot(), 10)).toEqual(device.isKept ? [id] : []);
        if (!device.isKept) return;
        device.dropped += 1;
        Object.assign(device, { isKept: false, lastSettled: device.begun.length - 1 });
      },
      renew: async () => {
        await house.renew(token);
        device.isKept = false;
      },
      putOff: async () => {
        const place = anyPlace();
        const wakeUp = device.begun[place];
        if (wakeUp === undefined) return;
        wakeUp.isOver ||= device.speaks(place);
        await repository.putOff(wakeUp.settlement.claimed, new Date(instant));
      },
    };

    // The usual way often enough that it is walked to its end.
    const names = [...Object.keys(steps), 'owe', 'claim', 'settle'];
    for (let step = 0; step < STEPS; step += 1) {
      const name = chance.oneOf(names);
      await steps[name]?.();
      const { unaccounted, accepted, refused, owed, kept } = await balance();
      expect({
        seed,
        step,
        name,
        unaccounted,
        accepted,
        refused,
        kept,
        isOwed: owed > 0,
        isBounded: owed <= 2,
      }).toEqual({
        ...{ seed, step, name, unaccounted: 0, accepted: device.settled, refused: device.dropped },
        ...{ kept: Number(device.isKept), isOwed: device.isOwed, isBounded: true },
      });
    }
    expect(device.settled).toBeGreaterThan(0);
  });
});
