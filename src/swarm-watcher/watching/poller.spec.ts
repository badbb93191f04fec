/** Simulated hours with members that fail, forget and lie: nothing is lost, nothing is passed over, nothing is told in vain. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { LIES } from '../../../test/swarm-watcher/simulated-members';
import { LONG_LIFE_MS, type SimulatedAccount, SimulatedNetwork } from '../../../test/swarm-watcher/simulated-network';

const MINUTE = 60_000;
const LIVES = [20_000, 30_000, 45_000, 240_000, 900_000, LONG_LIFE_MS, LONG_LIFE_MS, LONG_LIFE_MS, 14 * LONG_LIFE_MS];

function networkOf(chance: Chance): SimulatedNetwork {
  // Whoever is quiet may be no more than a row between two polls.
  const network = new SimulatedNetwork(chance, {
    floorMs: 3_000,
    concurrency: 16,
    mostKept: chance.oneOf([0, 3, 100]),
  });
  for (const id of ['1fffffffffffffff', '9fffffffffffffff', 'dfffffffffffffff'].slice(0, 1 + chance.below(3))) {
    network.addSwarm(id, 1 + chance.below(5));
  }
  network.announce();
  return network;
}

/** One liar in every swarm of three or more, who changes his lies. */
function liarsOf(network: SimulatedNetwork): void {
  const swarms = new Set(network.members.map((member) => member.node.swarm));
  for (const swarm of swarms) {
    const members = network.members.filter((member) => member.node.swarm === swarm);
    if (members.length >= 3 && members[0] !== undefined) members[0].isHonest = false;
  }
}

describe('a poller among members that fail and lie', () => {
  it.each(Array.from({ length: 8 }, (_, index) => index + 1))('loses nothing (chance %i)', (seed) => {
    const chance = new Chance(seed * 7919);
    const network = networkOf(chance);
    liarsOf(network);
    for (let count = 0; count < 6; count += 1) {
      network.addAccount(chance.oneOf([[0], [0, 11], [-11, 0, 11]]), chance.happens(0.2));
    }
    network.bookingFails = 0.1;
    for (let step = 0; step < 60; step += 1) {
      for (const member of network.members) {
        if (member.isHonest) member.conduct = chance.happens(0.15) ? 'down' : 'honest';
        else member.conduct = chance.oneOf(LIES);
      }
      for (let count = chance.below(6); count > 0; count -= 1) {
        network.store(chance.oneOf(network.accounts), chance.oneOf([0, 0, 11, 5]), chance.oneOf(LIVES));
      }
      disturb(network, chance);
      network.run(20_000, 500, () => {
        const lost = network.lostBehindCursors();
        // Asked so often that an `expect` for each would take longer than all the rest.
        if (lost.length > 0) expect(lost).toEqual([]);
      });
    }

    for (const member of network.members) if (member.isHonest) member.conduct = 'honest';
    network.bookingFails = 0;
    network.run(120 * MINUTE, 2_000);
    const missing = [...network.due.keys()].filter((key) => !network.booked.has(key));
    expect(missing).toEqual([]);
    expect([network.crossed, network.astray]).toEqual([[], []]);
    expect(network.revocations).toEqual([]);
    expect(network.members.flatMap((member) => member.complaints)).toEqual([]);
  });

  function disturb(network: SimulatedNetwork, chance: Chance): void {
    const swarms = network.members.map((member) => member.node.swarm);
    if (chance.happens(0.05)) network.restart();
    if (chance.happens(0.3)) network.save();
    if (chance.happens(0.05)) network.addMember(chance.oneOf([...swarms, '5fffffffffffffff']));
    if (chance.happens(0.1)) network.announce();
    if (chance.happens(0.05)) network.addAccount([0, 11]);
    if (chance.happens(0.03)) network.unwatch(chance.oneOf(network.accounts) as SimulatedAccount);
  }
});

describe('a poller among honest members', () => {
  it.each([1, 2])('hears every message once from each member (chance %i)', (seed) => {
    const chance = new Chance(seed);
    const network = new SimulatedNetwork(chance, { floorMs: 3_000, concurrency: 16, mostKept: seed === 1 ? 0 : 100 });
    network.addSwarm('1fffffffffffffff', 4);
    network.announce();
    for (let count = 0; count < 8; count += 1) network.addAccount([0, 11]);
    for (let step = 0; step < 120; step += 1) {
      for (let count = chance.below(5); count > 0; count -= 1) {
        network.store(chance.oneOf(network.accounts), chance.oneOf([0, 11]), LONG_LIFE_MS);
      }
      network.run(20_000, 500);
    }
    network.run(60 * MINUTE, 2_000);
    const told = network.tellings.flatMap(({ telling }) => telling.messages.map(({ hash }) => telling.member + hash));
    expect(new Set(told).size).toBe(told.length);
    expect(told).toHaveLength(4 * network.due.size);
  });

  it('hears of a message within one interval, from two members, in few requests', () => {
    const chance = new Chance(5);
    const network = new SimulatedNetwork(chance, { floorMs: 3_000, concurrency: 16 });
    network.addSwarm('1fffffffffffffff', 5);
    network.announce();
    for (let count = 0; count < 10; count += 1) network.addAccount([0, 11]);
    network.askingFails = 0;
    network.run(MINUTE, 100);
    const [account] = network.accounts;
    network.sent.length = 0;
    network.store(account as SimulatedAccount, 0, LONG_LIFE_MS);
    const storedAt = network.time;
    network.run(8_000, 100);
    // On its way to the members for up to 3 s; then one interval, the request and the booking.
    expect(network.tellings.map(({ at }) => at - storedAt < 7_600)).toEqual([true, true]);
    expect(new Set(network.tellings.map(({ telling }) => telling.member)).size).toBe(2);
    // Twenty lanes polled for eight seconds, every three seconds or less often, ten accounts to a request.
    expect(network.sent.length).toBeLessThan(16);
    expect(network.sent.every((batch) => batch.asks.length <= 20)).toBe(true);
  });

  it.each([1, 2, 3])('hears within minutes what both members that are asked have missed (chance %i)', (seed) => {
    const network = new SimulatedNetwork(new Chance(seed), { floorMs: 3_000, concurrency: 16 });
    network.addSwarm('1fffffffffffffff', 7);
    network.announce();
    network.askingFails = 0;
    const account = network.addAccount([0]);
    network.run(60 * MINUTE, 500);
    const asked = new Set(network.sent.slice(-2).map(({ member }) => member.ed25519));
    expect(asked.size).toBe(2);
    const missing = network.members.filter(({ node }) => asked.has(node.ed25519));
    for (const member of missing) member.conduct = 'down';
    network.store(account, 0, LONG_LIFE_MS);
    for (const member of missing) member.conduct = 'honest';
    // A step of the second lane, and the longest interval between two polls.
    network.run(4 * MINUTE, 500);
    expect(network.booked.size).toBe(1);
  });

  it('asks as often for accounts that it takes over as whoever had them before', () => {
    const network = new SimulatedNetwork(new Chance(8), { floorMs: 3_000, concurrency: 16 });
    network.addSwarm('1fffffffffffffff', 4);
    network.announce();
    const [busy, quiet] = [network.addAccount([0]), network.addAccount([0])];
    for (const account of [busy, quiet]) network.store(account, 0, LONG_LIFE_MS);
    network.askingFails = 0;
    network.run(60 * MINUTE, 500);
    network.store(busy, 0, LONG_LIFE_MS);
    network.run(MINUTE, 100);
    network.save();
    network.restart();
    network.sent.length = 0;
    network.run(20_000, 100);
    const polls = ({ order }: SimulatedAccount) =>
      network.sent.flatMap(({ asks }) => asks).filter(({ account }) => account.accountId === order.accountId).length;
    // Two members, every three seconds or a little less often; the other one every fifteen.
    expect(polls(busy)).toBeGreaterThanOrEqual(8);
    expect(polls(quiet)).toBeLessThanOrEqual(6);
  });

  it('asks as often for an account that a phone has just asked for as whoever had it before', () => {
    const network = new SimulatedNetwork(new Chance(8), { floorMs: 3_000, concurrency: 16 });
    network.addSwarm('1fffffffffffffff', 4);
    network.announce();
    network.askingFails = 0;
    network.addAccount([0]);
    network.run(20_000, 100);
    network.restart();
    network.sent.length = 0;
    network.run(20_000, 100);
    // Two members, every three seconds or a little less often; without a message it would be every fifteen.
    expect(network.sent.length).toBeGreaterThanOrEqual(8);
  });

  it('splits what does not fit into one request, and never mixes swarms', () => {
    const chance = new Chance(6);
    const network = new SimulatedNetwork(chance, { floorMs: 3_000, concurrency: 64 });
    network.addSwarm('1fffffffffffffff', 3);
    network.addSwarm('9fffffffffffffff', 3);
    network.announce();
    const many = Array.from({ length: 27 }, (_, index) => index);
    for (let count = 0; count < 30; count += 1) network.addAccount(count % 5 === 0 ? many : [0, 11, 12]);
    for (let count = 0; count < 60; count += 1) {
      network.store(network.accounts[0] as SimulatedAccount, count % 27, LONG_LIFE_MS);
      network.store(network.accounts[0] as SimulatedAccount, 3, LONG_LIFE_MS);
    }
    network.run(3 * MINUTE, 100);
    expect(network.booked.size).toBe(120);
    expect([network.crossed, network.astray]).toEqual([[], []]);
    for (const batch of network.sent) {
      expect(batch.asks.length).toBeLessThanOrEqual(20);
      expect(new Set(batch.asks.map(({ account }) => account.swarm)).size).toBe(1);
      expect(batch.asks[0]?.account.swarm?.members).toContain(batch.member);
    }
  });

  it('asks nobody while there is no list of nodes, and everybody once there is one', () => {
    const network = new SimulatedNetwork(new Chance(7), { floorMs: 3_000, concurrency: 16 });
    for (let count = 0; count < 5; count += 1) network.addAccount([0]);
    network.run(MINUTE, 500);
    expect(network.sent).toEqual([]);
    network.addSwarm('1fffffffffffffff', 2);
    network.announce();
    network.run(1_000, 500);
    expect(new Set(network.sent.flatMap((batch) => batch.asks.map(({ account }) => account))).size).toBe(5);
  });
});
