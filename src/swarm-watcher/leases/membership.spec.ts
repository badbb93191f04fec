/** Watchers that come, hang, leave and die at random: every swarm is watched, whoever sees what when. */
import { Chance } from '../../../test/swarm-watcher/chance';
import type { Share } from '../share';
import { type Lease, Membership, type Sight } from './membership';

const SWARMS = Array.from({ length: 24 }, (_, index) => `${index.toString(16)}f`);
const LEASE_MS = 8_000;

interface Row extends Lease {
  readonly expiresAt: number;
}

/** What Postgres and the runner do: a lease table with a clock of its own. */
class Table {
  now = 0;
  private rows: Row[] = [];

  beat(lease: Lease): Sight {
    const row = { ...lease, expiresAt: this.now + LEASE_MS };
    const place = this.rows.findIndex((one) => one.id === lease.id);
    if (place === -1) this.rows.push(row);
    else this.rows[place] = row;
    this.rows = this.rows.filter((one) => one.expiresAt > this.now);
    return { leases: this.rows, swarms: SWARMS };
  }

  end(id: string): void {
    this.rows = this.rows.filter((row) => row.id !== id);
  }
}

class Watcher {
  readonly membership: Membership;
  share: Share = { owns: () => false };
  isLeaving = false;
  isHanging = false;
  /** It asked to leave, and the others have taken over. */
  isFree = false;

  constructor(
    readonly id: string,
    private readonly table: Table,
  ) {
    this.membership = new Membership(id);
  }

  beat(): void {
    const { id, isLeaving, membership } = this;
    const sight = this.table.beat({ id, isLeaving, taken: membership.taken });
    if (membership.see(sight, this.table.now)) this.share = membership.share;
    this.isFree = isLeaving && membership.isSettled;
  }
}

function watchersOf(count: number): { table: Table; watchers: Watcher[] } {
  const table = new Table();
  return { table, watchers: Array.from({ length: count }, (_, index) => new Watcher(`watcher ${index}`, table)) };
}

function unwatched(watchers: readonly Watcher[]): string[] {
  return SWARMS.filter((swarm) => !watchers.some(({ share }) => share.owns(swarm)));
}

function owners(watchers: readonly Watcher[]): number {
  return SWARMS.reduce((sum, swarm) => sum + watchers.filter(({ share }) => share.owns(swarm)).length, 0);
}

describe('membership', () => {
  it('owns nothing before it has a lease, and everything when it is alone', () => {
    const { watchers } = watchersOf(1);
    const [only] = watchers as [Watcher];
    expect(SWARMS.some((swarm) => only.membership.share.owns(swarm))).toBe(false);
    only.beat();
    expect(unwatched(watchers)).toEqual([]);
    expect(only.share.owns('one that nobody has heard of')).toBe(true);
  });

  it('lets a newcomer take over before it lets go', () => {
    const { watchers } = watchersOf(2);
    const [old, young] = watchers as [Watcher, Watcher];
    old.beat();
    young.beat();
    old.beat();
    // The newcomer has its part, and has not said so yet.
    expect(owners([old])).toBe(SWARMS.length);
    expect(owners([young])).toBe(SWARMS.length / 2);
    young.beat();
    old.beat();
    expect(owners([old])).toBe(SWARMS.length / 2);
    expect(unwatched(watchers)).toEqual([]);
  });

  it('is free to go when the others have taken over, and at once when there are none', () => {
    const { watchers } = watchersOf(2);
    const [leaver, heir] = watchers as [Watcher, Watcher];
    for (let round = 0; round < 3; round += 1) for (const watcher of watchers) watcher.beat();
    leaver.isLeaving = true;
    leaver.beat();
    expect(leaver.isFree).toBe(false);
    expect(unwatched(watchers)).toEqual([]);
    heir.beat();
    expect(unwatched([heir])).toEqual([]);
    heir.beat();
    leaver.beat();
    expect(leaver.isFree).toBe(true);
    heir.isLeaving = true;
    heir.beat();
    expect(heir.isFree).toBe(true);
  });

  it('waits for whoever lives and does not take over only so long', () => {
    const { table, watchers } = watchersOf(2);
    const [old, stuck] = watchers as [Watcher, Watcher];
    old.beat();
    const stuckBeats = () => table.beat({ id: stuck.id, isLeaving: false, taken: '' });
    stuckBeats();
    for (table.now = 0; table.now < 29_000; table.now += 1_000) {
      stuckBeats();
      old.beat();
      expect(owners([old])).toBe(SWARMS.length);
    }
    table.now = 31_000;
    stuckBeats();
    old.beat();
    expect(owners([old])).toBe(SWARMS.length / 2);
  });

  it.each([1, 2, 3, 4, 5, 6])('leaves no swarm unwatched, and settles (chance %i)', (seed) => {
    const chance = new Chance(seed);
    const table = new Table();
    let watchers: Watcher[] = [];
    let made = 0;
    /** When somebody last hung, died or came to himself: until his lease has run out his swarms may have nobody. */
    let lossAt = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < 3_000; step += 1) {
      table.now += chance.below(500);
      if (chance.happens(0.02) && watchers.length < 6) {
        made += 1;
        watchers.push(new Watcher(`watcher ${made}`, table));
      }
      const some = watchers.length > 0 ? chance.oneOf(watchers) : undefined;
      if (some !== undefined && chance.happens(0.01)) some.isLeaving = true;
      if (some !== undefined && chance.happens(0.005)) {
        lossAt = table.now;
        watchers = watchers.filter((one) => one !== some);
      } else if (some !== undefined && chance.happens(0.01)) {
        lossAt = table.now;
        some.isHanging = !some.isHanging;
      }
      // Notices wake them in any order; the beat comes at the latest after two seconds.
      for (const watcher of watchers.filter(({ isHanging }) => !isHanging)) {
        if (chance.happens(0.5)) watcher.beat();
        if (!watcher.isFree) continue;
        watchers = watchers.filter((one) => one !== watcher);
        table.end(watcher.id);
      }
      const lively = watchers.filter((one) => !one.isHanging);
      const isDue = table.now - lossAt > LEASE_MS + 4_000;
      if (isDue && lively.some((one) => !one.isLeaving && one.membership.taken !== '')) {
        expect(unwatched(lively)).toEqual([]);
      }
    }
    table.now += LEASE_MS;
    watchers = watchers.filter((one) => !one.isHanging && !one.isLeaving);
    for (let round = 0; round < 4; round += 1) for (const watcher of watchers) watcher.beat();
    if (watchers.length > 0) expect(owners(watchers)).toBe(SWARMS.length);
  });
});
