/** Simulated hours with members that fail, forget and lie: nothing is lost, nothing is passed over, nothing is told in vain. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { LIES } from '../../../test/swarm-watcher/simulated-members';
import { LONG_LIFE_MS, type SimulatedAccount, SimulatedNetwork } from '../../../test/swarm-watcher/simulated-network';

const MINUTE = 60_000;
const LIVES = [20_000, 30_000, 45_000, 240_000, 900_000, LONG_LIFE_MS, LONG_LIFE_MS, LONG_LIFE_MS, 14 * LONG_LIFE_MS];

function networkOf(chance: Chance): SimulatedNetwork {
  const network = new SimulatedNetwork(chance, { floorMs: 3_000, concurrency: 16 });
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
  it.each(Array.from({ length: 40 }, (_, index) => index + 1))('loses nothing (chance %i)', (seed) => {
    const chance = new Chance(seed * 7919);
    const network = networkOf(chance);
    liarsOf(network);
    for (let count = 0; count < 6; count += 1)
      network.addAccount(chance.oneOf([[0], [0, 11], [-11, 0, 11]]), chance.happens(0.2));
    network.bookingFails = 0.1;

    for (let step = 0; step < 60; step += 1) {
      for (const member of network.members) {
        if (!member.isHonest) member.conduct = chance.oneOf(LIES);
        else member.conduct = chance.happens(0.15) ? 'down' : 'honest';
      }
      for (let count = chance.below(6); count > 0; count -= 1) {
        network.store(chance.oneOf(network.accounts), chance.oneOf([0, 0, 11, 5]), chance.oneOf(LIVES));
      }
      disturb(network, chance);
      network.run(20_000, 500, () => expect(network.lostBehindCursors()).toEqual([]));
    }

    for (const member of network.members) if (member.isHonest) member.conduct = 'honest';
    network.bookingFails = 0;
    network.run(180 * MINUTE, 2_000);
    const missing = [...network.due.keys()].filter((key) => !network.booked.has(key));
    expect(missing).toEqual([]);
    expect(network.revocations).toEqual([]);
    expect(network.members.flatMap((member) => member.complaints)).toEqual([]);
  });

  function disturb(network: SimulatedNetwork, chance: Chance): void {
    if (chance.happens(0.05)) network.restart();
    if (chance.happens(0.3)) network.save();
    if (chance.happens(0.05))
      network.addMember(chance.oneOf([...network.members.map((member) => member.node.swarm), '5fffffffffffffff']));
    if (chance.happens(0.1)) network.announce();
    if (chance.happens(0.05)) network.addAccount([0, 11]);
    if (chance.happens(0.03)) network.unwatch(chance.oneOf(network.accounts) as SimulatedAccount);
  }
});
