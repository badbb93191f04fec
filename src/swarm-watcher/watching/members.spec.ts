/** Turns of members: two at a time, each in its turn, failing ones replaced, floods paid for. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { nodeIn } from '../../../test/swarm-watcher/makers';
import { Members, TURNS_MS } from './members';

const MINUTE = 60_000;
const [TURN_MS, STEP_MS] = TURNS_MS;

function swarmOf(size: number) {
  return Array.from({ length: size }, () => nodeIn('1'));
}

describe('members of a swarm', () => {
  it('asks two different ones, and both lanes keep theirs for a while, the first for longer', () => {
    const members = new Members(new Chance(1).dice);
    const swarm = swarmOf(5);
    const turns = members.newTurns();
    const first = [members.pick(swarm, turns, 0, 0), members.pick(swarm, turns, 1, 0)];
    expect(first[0]).not.toBe(first[1]);
    for (let now = 0; now < 0.7 * TURN_MS; now += MINUTE) {
      const [one, other] = [members.pick(swarm, turns, 0, now), members.pick(swarm, turns, 1, now)];
      expect(one).toBe(first[0]);
      if (now < 0.7 * STEP_MS) expect(other).toBe(first[1]);
    }
  });

  it('walks through all members with the second lane while the first stays', () => {
    const members = new Members(new Chance(9).dice);
    const swarm = swarmOf(4);
    const turns = members.newTurns();
    const walked = new Set<string>();
    const stayed = new Set<string>();
    for (let now = 0; now < 0.7 * TURN_MS; now += 10_000) {
      stayed.add(members.pick(swarm, turns, 0, now)?.ed25519 ?? '');
      walked.add(members.pick(swarm, turns, 1, now)?.ed25519 ?? '');
    }
    expect([stayed.size, walked.size]).toEqual([1, 3]);
  });

  it('gives every member its turn, never the same one to both lanes', () => {
    const members = new Members(new Chance(2).dice);
    const swarm = swarmOf(7);
    const turns = members.newTurns();
    const asked = new Set<string>();
    for (let now = 0; now < 6 * TURN_MS; now += 10_000) {
      const [one, other] = [members.pick(swarm, turns, 0, now), members.pick(swarm, turns, 1, now)];
      expect(one?.ed25519).not.toBe(other?.ed25519);
      for (const node of [one, other]) if (node !== undefined) asked.add(node.ed25519);
    }
    expect(asked.size).toBe(7);
  });

  it('does not change both lanes at the same time', () => {
    const members = new Members(new Chance(3).dice);
    const swarm = swarmOf(7);
    const turns = members.newTurns();
    let before: (string | undefined)[] = [];
    let bothChanged = 0;
    for (let now = 0; now < 40 * TURN_MS; now += 5_000) {
      members.pick(swarm, turns, 0, now);
      members.pick(swarm, turns, 1, now);
      const names = [...turns.names];
      if (before.length > 0 && names[0] !== before[0] && names[1] !== before[1]) bothChanged += 1;
      before = names;
    }
    expect(bothChanged).toBeLessThan(4);
  });

  it('works with one member: one lane asks it, the other nobody', () => {
    const members = new Members(Math.random);
    const swarm = swarmOf(1);
    const turns = members.newTurns();
    expect(members.pick(swarm, turns, 0, 0)).toBe(swarm[0]);
    expect(members.pick(swarm, turns, 1, 0)).toBeUndefined();
    expect(members.pick(swarm, turns, 0, 20 * MINUTE)).toBe(swarm[0]);
  });

  it('replaces a failing member at once, and leaves it alone longer with every failure', () => {
    const members = new Members(new Chance(4).dice);
    const swarm = swarmOf(2);
    const [bad, good] = swarm;
    const rests: number[] = [];
    let now = 0;
    for (let failure = 0; failure < 9; failure += 1) {
      members.failed(bad!.ed25519, now);
      const failedAt = now;
      const turns = { names: [bad!.ed25519, undefined], endsAt: [Number.POSITIVE_INFINITY, 0] };
      expect(members.pick(swarm, turns, 0, now)).toBe(good);
      turns.names = [good!.ed25519, bad!.ed25519];
      turns.endsAt = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const fresh = () => members.substitute([bad!], () => false, now);
      while (fresh() === undefined) now += 1_000;
      rests.push(now - failedAt);
    }
    expect(rests).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600].map((seconds) => seconds * 1_000));
    members.answered(bad!.ed25519);
    members.failed(bad!.ed25519, now);
    expect(members.substitute([bad!], () => false, now + 5_000)).toBe(bad);
  });

  it('counts failures of one moment once', () => {
    const members = new Members(Math.random);
    const [only] = swarmOf(1);
    for (let count = 0; count < 50; count += 1) members.failed(only!.ed25519, 100);
    expect(members.substitute([only!], () => false, 5_100)).toBe(only);
  });

  it('tries again soon when everybody has failed, the one that failed longest ago first', () => {
    const members = new Members(new Chance(5).dice);
    const swarm = swarmOf(3);
    const turns = members.newTurns();
    for (let round = 0; round < 12; round += 1) {
      swarm.forEach((member, index) => {
        members.failed(member.ed25519, 1_000_000 * round + index);
      });
    }
    const now = 11_000_000;
    expect(members.pick(swarm, turns, 0, now + 9_000)).toBeUndefined();
    expect(members.pick(swarm, turns, 0, now + 10_000)).toBe(swarm[0]);
  });

  it('forgets a member that left the swarm', () => {
    const members = new Members(new Chance(6).dice);
    const swarm = swarmOf(3);
    const turns = members.newTurns();
    const gone = members.pick(swarm, turns, 0, 0);
    const rest = swarm.filter((member) => member !== gone);
    expect(rest).toContain(members.pick(rest, turns, 0, 1));
  });

  it('leaves a member alone that gives more to do than it has credit for, until it has paid', () => {
    const members = new Members(new Chance(7).dice);
    const swarm = swarmOf(1);
    const turns = members.newTurns();
    members.charge(swarm[0]!.ed25519, 25_000, 0);
    expect(members.isOverdrawn(swarm[0]!.ed25519, 4_000)).toBe(true);
    expect(members.pick(swarm, turns, 0, 4_000)).toBeUndefined();
    expect(members.pick(swarm, turns, 0, 6_000)).toBe(swarm[0]);
  });

  it('finds a substitute among those not refused', () => {
    const members = new Members(Math.random);
    const swarm = swarmOf(3);
    const isRefused = (name: string) => name !== swarm[2]?.ed25519;
    expect(members.substitute(swarm, isRefused, 0)).toBe(swarm[2]);
    expect(members.substitute(swarm, () => true, 0)).toBeUndefined();
  });
});
