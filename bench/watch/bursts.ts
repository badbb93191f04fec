/** How many notices a second become queued wake-ups, told as fast as the nodes can. */
import type { MeasuredRelay } from '../measured-relay';
import { aim, limit, type Measurement, median } from '../measurement';
import { type House, inWords, NETWORK, until } from './house';
import { openRelayQueue } from './queues';

const PER_SECOND = 8_000;
/** Told before the first round, so that it is measured like the others. */
const WARM_UP = 1_000;

export interface Places {
  /** The first account that nobody was told of yet, and how many there are for each round. */
  readonly from: number;
  readonly perRound: number;
}

interface Round {
  readonly perSecond: number;
  readonly barePerSecond: number;
  /** µs of CPU for each notice. */
  readonly watcher: number;
  readonly postgres: number;
  readonly collapsed: number;
}

export async function measureBursts(house: House, relay: MeasuredRelay, places: Places): Promise<Measurement> {
  const { context, store } = house;
  const queue = context.add('queue', openRelayQueue(store), (one) => one.close());
  const queued = async () => Object.values(await queue.getJobCounts('waiting', 'prioritized')).reduce((a, b) => a + b);
  const burst = async (from: number, count: number): Promise<number> => {
    const before = await queued();
    const [began = 0] = await house.network.ask('tell', {
      from,
      to: from + count,
      perSecond: Number.POSITIVE_INFINITY,
    });
    await until('every notice is a queued wake-up', async () => (await queued()) - before >= count);
    return performance.timeOrigin + performance.now() - began;
  };
  // Every round has devices of its own: one that is owed a wake-up already costs less.
  const warmUp = Math.min(WARM_UP, places.perRound / 2);
  await burst(places.from, warmUp);
  const count = places.perRound - warmUp;
  const rounds: Round[] = [];
  for (let number = 1; number <= context.rounds; number += 1) {
    context.tell(`notices as fast as they come, round ${number} of ${context.rounds}`);
    const barePerSecond = await house.bareQueue.ask('fill', { store, jobs: count });
    const before = { watcher: await relay.read(), postgres: house.postgresCpu.seconds() };
    const ms = await burst(places.from + warmUp + (number - 1) * count, count);
    const postgres = house.postgresCpu.seconds() - before.postgres;
    const after = await relay.read();
    rounds.push({
      perSecond: (1_000 * count) / ms,
      barePerSecond,
      watcher: (1e6 * (after.cpuSeconds - before.watcher.cpuSeconds)) / count,
      postgres: (1e6 * postgres) / count,
      collapsed: after.value(COLLAPSED) - before.watcher.value(COLLAPSED),
    });
  }
  return measurementOf(house, count, rounds);
}

const COLLAPSED = 'relay_watcher_events_total{kind="notices_collapsed"}';

function measurementOf({ store }: House, count: number, rounds: readonly Round[]): Measurement {
  const bare = rounds.map((round) => round.barePerSecond);
  const collapsed = rounds.reduce((sum, round) => sum + round.collapsed, 0);
  const micros = (of: (round: Round) => number) => `${median(rounds.map(of)).toFixed(0)} µs`;
  return {
    what: 'notices, from a node to a queued wake-up, through one watcher',
    unit: '/s',
    runs: rounds.map((round) => round.perSecond),
    beside: [limit('the same jobs into the bare queue', bare), aim('at least', PER_SECOND)],
    how:
      `${inWords(count)} messages for as many devices, told by ${NETWORK.swarms * NETWORK.nodesPerSwarm} nodes as fast ` +
      `as they can; each is decrypted, read, looked up, marked and booked in Postgres (fsync on) and queued in ` +
      `${store.redisUrl === undefined ? 'Postgres' : 'Redis'}. For each the watcher used ` +
      `${micros((round) => round.watcher)} of CPU, Postgres ${micros((round) => round.postgres)}. ${collapsed} waited ` +
      `together with another. The nodes, the stores and the watcher share the cores.`,
  };
}
