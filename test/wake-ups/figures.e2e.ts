/** Figures over time: the same as the ledger's whoever writes them down, and gone when they are old. */

import { ProcessReports, partOf } from '../../src/platform/telemetry/process-reports.repository';
import { FigureTally } from '../../src/push/figures/figure-tally';
import { PUSHER_PART, pusherReport } from '../../src/push/pusher-report';
import { FiguresRepository } from '../../src/push/storage/figures.repository';
import { WakeUpBoard } from '../../src/push/wake-up-board.service';
import { type Bin, type FigureKind, percentile, sumOf } from '../../src/push/wake-up-figures';
import { unaccountedOf } from '../../src/push/wake-up-standing';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { House } from './house';

describe('figures over time', () => {
  let house: House;
  let repository: FiguresRepository;

  beforeAll(async () => {
    house = await House.open({ databaseUrl: await freshDatabase(), role: 'pusher' });
    repository = house.find(FiguresRepository);
  });

  afterAll(() => house.close());

  const sumIn = (bins: readonly Bin[], kind: FigureKind) =>
    bins.reduce((sum, bin) => sum + sumOf(bin.figures, kind), 0);

  it('are those of the ledger, however many write them down at once, and know how vendors answered', async () => {
    const answers = ['later', 'accepted'] as const;
    house.vendor.answer = ({ token }) => {
      const kind = answers[house.vendor.attemptsFor(token).length - 1] ?? 'accepted';
      return kind === 'later' ? { kind, reason: 'busy' } : { kind };
    };
    const devices = await Promise.all(Array.from({ length: 5 }, () => house.device()));
    for (const { id } of devices) await house.tell(id, 2, 1);
    await until(() => house.isIdle());
    const other = new FiguresRepository(house.database);
    await Promise.all([repository.write(house.find(FigureTally).take()), other.write([]), other.write([])]);
    await repository.write([]);
    const { seen, duplicate, merged, accepted } = await house.totals();
    for (const range of ['hour', 'day', 'month'] as const) {
      const bins = await repository.bins(range);
      expect(bins).toHaveLength({ hour: 60, day: 96, month: 30 }[range]);
      const sums = Object.fromEntries(
        (['seen', 'duplicate', 'merged', 'accepted'] as const).map((kind) => [kind, sumIn(bins, kind)]),
      );
      expect({ range, ...sums }).toEqual({ range, seen, duplicate, merged, accepted });
      expect({ range, putOff: sumIn(bins, 'put_off') }).toEqual({ range, putOff: 5 });
    }
    const recent = await repository.recent(5);
    expect(percentile(recent, 1)?.ms).toBeGreaterThan(0);
  });

  it('stand on the board beside a ledger that balances', async () => {
    house.vendor.answer = () => ({ kind: 'refused', reason: 'BadTopic' });
    await house.tell((await house.device()).id);
    await until(async () => (await house.totals()).kept === 1);
    await house.pause();
    await house.tell((await house.device()).id, 3);
    const { standings, kept, pauses, jobs } = await house.find(WakeUpBoard).read();
    expect(standings.map(unaccountedOf)).toEqual([0]);
    expect(standings).toMatchObject([{ service: 'test', owed: 1, pairs: 1, kept: 1, oldest: expect.any(Date) }]);
    expect(kept).toMatchObject([{ reason: 'BadTopic', count: 1 }]);
    expect(pauses).toMatchObject([{ service: 'test', isPaused: true }]);
    expect(jobs).toMatchObject({ delayed: 0 });
    await house.resume();
  });

  it('are swept when they are old', async () => {
    await house.database.query(
      `INSERT INTO wake_up_figures (grain, at, service, kind, value)
       SELECT grain, date_trunc('hour', now()) - age::interval, 'test', 'old', 1
         FROM (VALUES ('minute', '47 hours'), ('minute', '49 hours'), ('hour', '49 hours'), ('hour', '14 months')) AS v(grain, age)`,
    );
    await repository.sweep();
    const left = await house.database.query<{ grain: string }>(
      "SELECT grain FROM wake_up_figures WHERE kind = 'old' ORDER BY grain",
    );
    expect(left.map(({ grain }) => grain)).toEqual(['hour', 'minute']);
  });

  it('are beside what each process says of itself, as long as it is there', async () => {
    const reports = house.find(ProcessReports);
    const [report] = await until(async () => {
      const all = await reports.all();
      return all.length > 0 && all;
    });
    expect(report).toMatchObject({ role: 'pusher' });
    const part = report && partOf(report, PUSHER_PART, pusherReport);
    expect(part).toMatchObject({ test: { faultsInRow: expect.any(Number), credentials: [] } });
    const second = await House.open({ databaseUrl: house.databaseUrl, keys: house.keys, role: 'pusher' });
    await until(async () => (await reports.all()).length === 2);
    await second.close();
    // It says so itself, or is missed after a while.
    await until(async () => (await reports.all()).length === 1);
  });
});
