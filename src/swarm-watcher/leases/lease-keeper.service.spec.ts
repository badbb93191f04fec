/** Watchers that keep their leases in imagined time: one that dies or leaves is followed by the others, and how soon. */
import type { Listener, Notifications } from '../../platform/database/notifications.service';
import { Log } from '../../platform/telemetry/log.service';
import type { Share } from '../share';
import { WatcherStats } from '../watcher-stats';
import type { Beaten, LeaseRepository, OwnLease } from './lease.repository';
import { LeaseKeeper } from './lease-keeper.service';

const SWARMS = Array.from({ length: 12 }, (_, index) => (index + 1).toString(16));
/** A swarm has somebody again within this time after its watcher was killed. */
const TAKEOVER_MS = 30_000;
/** Nobody who is asked to end waits for others longer than this. */
const PATIENCE_MS = 10_000;

class Quiet extends Log {
  override warn(): void {}
}

interface Row extends OwnLease {
  readonly expiresAt: number;
}

/** The table of leases and its notices, by the clock of the database. */
class Table {
  private rows: Row[] = [];
  private readonly listeners: Listener[] = [];
  isAway = false;

  readonly notifications = { listen: (_: string, listener: Listener) => this.add(listener) } as Notifications;

  private add(listener: Listener): void {
    this.listeners.push(listener);
    listener.onConnected();
  }

  /** As one process sees it; `isCut`: nothing of it comes through any more. */
  repository(process: { readonly isCut: boolean }): LeaseRepository {
    const through = async <T>(act: () => T): Promise<T> => {
      if (process.isCut) return new Promise(() => undefined);
      if (this.isAway) throw new Error('away');
      return act();
    };
    return {
      beat: (own: OwnLease, lifeMs: number, isNews: boolean) => through(() => this.beat(own, lifeMs, isNews)),
      end: (id: string) =>
        through(() => {
          this.rows = this.rows.filter((row) => row.id !== id);
          this.tell();
        }),
    } as LeaseRepository;
  }

  private beat(own: OwnLease, lifeMs: number, isNews: boolean): Beaten {
    const now = performance.now();
    const isNew = !this.rows.some((row) => row.id === own.id);
    const others = this.rows.length;
    const living = this.rows.filter((row) => row.expiresAt > now || row.id === own.id);
    const row = { ...own, expiresAt: now + lifeMs };
    this.rows = isNew ? [...living, row] : living.map((one) => (one.id === own.id ? row : one));
    if (isNews || isNew || living.length < others) this.tell();
    const nextEndMs = Math.min(...this.rows.map(({ expiresAt }) => expiresAt - now));
    return { isNew, leases: this.rows, swarms: this.rows[0]?.swarms ?? [], nextEndMs };
  }

  /** Somebody lives and beats, and never says that it has taken over. */
  addStubborn(): NodeJS.Timeout {
    const beat = () =>
      this.beat({ id: 'stubborn', taken: '', isLeaving: false, swarms: SWARMS }, 8_000, !this.rows.some(isStubborn));
    beat();
    return setInterval(beat, 2_000);
  }

  private tell(): void {
    for (const listener of this.listeners) setImmediate(() => listener.onNotice(''));
  }
}

const isStubborn = (row: Row) => row.id === 'stubborn';

class Process {
  isCut = false;
  share: Share = { owns: () => false };
  /** How long it takes until it is heard where it has taken over. */
  takesMs = 0;
  readonly stats = new WatcherStats();
  readonly keeper: LeaseKeeper;

  constructor(table: Table) {
    this.keeper = new LeaseKeeper(table.repository(this), table.notifications, this.stats, new Quiet());
  }

  async start(): Promise<this> {
    this.keeper.know(SWARMS);
    this.keeper.join(async (share) => {
      if (this.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, this.takesMs));
      this.share = share;
    });
    await passed(100);
    return this;
  }

  get owned(): string[] {
    return SWARMS.filter((swarm) => !this.isCut && this.share.owns(swarm));
  }
}

const passed = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const unwatched = (...processes: Process[]) =>
  SWARMS.filter((swarm) => !processes.some(({ owned }) => owned.includes(swarm)));

/** How many ms it takes until `isDone`, looked at every 10. */
async function timeUntil(isDone: () => boolean): Promise<number> {
  for (let ms = 0; ms < 600_000; ms += 10) {
    if (isDone()) return ms;
    await passed(10);
  }
  throw new Error('never');
}

describe('watchers with leases', () => {
  let table: Table;

  beforeEach(() => {
    jest.useFakeTimers();
    table = new Table();
  });
  afterEach(() => jest.useRealTimers());

  async function two(): Promise<[Process, Process]> {
    const both = [await new Process(table).start(), await new Process(table).start()] as [Process, Process];
    await timeUntil(() => both.every(({ owned }) => owned.length === SWARMS.length / 2));
    expect(unwatched(...both)).toEqual([]);
    return both;
  }

  it('share, and go on sharing while both live', async () => {
    const both = await two();
    for (let minute = 0; minute < 30; minute += 1) {
      await passed(60_000);
      expect(both.map(({ owned }) => owned.length)).toEqual([SWARMS.length / 2, SWARMS.length / 2]);
    }
    expect(both.map(({ stats }) => [stats.watchers, stats.counts.leases_lost])).toEqual([
      [2, 0],
      [2, 0],
    ]);
  });

  it.each([0, 1])('have the swarms of one that is killed within half a minute (the %i.)', async (which) => {
    const both = await two();
    await passed(1_234);
    const [killed, other] = which === 0 ? both : [both[1], both[0]];
    killed.isCut = true;
    expect(await timeUntil(() => unwatched(other).length === 0)).toBeLessThan(TAKEOVER_MS);
    expect(other.stats.watchers).toBe(1);
  });

  it('have the swarms of one that leaves before it lets go of any, and at once', async () => {
    const [leaving, other] = await two();
    other.takesMs = 2_500;
    let isGone = false;
    void leaving.keeper.leave().then(() => {
      isGone = true;
    });
    const took = await timeUntil(() => {
      expect(unwatched(...(isGone ? [other] : [leaving, other]))).toEqual([]);
      return isGone;
    });
    expect(took).toBeGreaterThanOrEqual(other.takesMs);
    expect(took).toBeLessThan(other.takesMs + 1_000);
    expect(unwatched(other)).toEqual([]);
    await timeUntil(() => other.stats.watchers === 1);
  });

  it('do not hold up one that leaves, if they hang, are away with the database, or are not there', async () => {
    const [leaving, hanging] = await two();
    hanging.takesMs = 1_000_000;
    let left = 0;
    const leave = (process: Process) => void process.keeper.leave().then(() => (left += 1));
    leave(leaving);
    expect(await timeUntil(() => left === 1)).toBeLessThan(PATIENCE_MS);

    table = new Table();
    const [cutOff] = await two();
    table.isAway = true;
    leave(cutOff);
    expect(await timeUntil(() => left === 2)).toBeLessThan(PATIENCE_MS);

    table = new Table();
    leave(await new Process(table).start());
    expect(await timeUntil(() => left === 3)).toBeLessThan(1_000);

    table = new Table();
    const last = await new Process(table).start();
    table.addStubborn();
    await passed(100);
    leave(last);
    const took = await timeUntil(() => left === 4);
    expect(took).toBeGreaterThan(5_000);
    expect(took).toBeLessThan(PATIENCE_MS);
  });

  it('know that they lost their lease while the database was away, and share again', async () => {
    const both = await two();
    table.isAway = true;
    await passed(20_000);
    // Whoever cannot renew goes on: nobody else could have taken over.
    expect(unwatched(...both)).toEqual([]);
    table.isAway = false;
    await timeUntil(() => both.some(({ stats }) => stats.counts.leases_lost > 0));
    await timeUntil(() => both.every(({ owned }) => owned.length === SWARMS.length / 2));
    expect(unwatched(...both)).toEqual([]);
  });

  it('take over a new list of swarms without letting go of any', async () => {
    const both = await two();
    const more = [...SWARMS, 'f0', 'f1'];
    for (const { keeper } of both) keeper.know(more);
    const own = (swarm: string) => both.filter(({ share }) => share.owns(swarm)).length;
    for (let ms = 0; ms < 5_000; ms += 10) {
      await passed(10);
      expect(more.filter((swarm) => own(swarm) === 0)).toEqual([]);
    }
    expect(more.map(own)).toEqual(more.map(() => 1));
  });
});
