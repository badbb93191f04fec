/** How long a notice takes until its wake-up is queued, at a rate that leaves everybody room. */
import { aim, limit, type Measurement } from '../measurement';
import type { Places } from './bursts';
import { type House, inWords, until } from './house';
import { openRelayQueue, type Taker, takeFromBareQueue, takeFromRelayQueue } from './queues';

const PER_SECOND = 1_000;
const P99_MS = 25;
const SHARES = { p50: 0.5, p99: 0.99 };

type Percentiles = Readonly<Record<keyof typeof SHARES, number>>;

/** The clock of this machine counts at both ends; `devices` in the order of the accounts. */
export async function measureCalm(house: House, devices: readonly string[], places: Places): Promise<Measurement[]> {
  const { context } = house;
  const queued = new Map<string, number>();
  const note = (device: string, at: number) => queued.set(device, at);
  keep(house, takeFromRelayQueue(house.store, note));
  keep(house, takeFromBareQueue(house.store, note));
  await emptied(house);
  const runs: Percentiles[] = [];
  const limits: Percentiles[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    context.tell(`${inWords(PER_SECOND)} notices a second, round ${round} of ${context.rounds}`);
    const { store } = house;
    const handed = await house.bareQueue.ask('trickle', { store, jobs: places.perRound, perSecond: PER_SECOND });
    limits.push(await delays(queued, handed));
    const from = places.from + (round - 1) * places.perRound;
    const to = from + places.perRound;
    const told = await house.network.ask('tell', { from, to, perSecond: PER_SECOND });
    runs.push(await delays(queued, new Map(told.map((at, place) => [devices[from + place] ?? '', at]))));
  }
  return (['p50', 'p99'] as const).map((name) => ({
    what: `delay from a notice to a queued wake-up at ${inWords(PER_SECOND)}/s, ${name}`,
    unit: 'ms',
    runs: runs.map((run) => run[name]),
    beside: [
      limit(
        'the same jobs through the bare queue',
        limits.map((run) => run[name]),
      ),
      ...(name === 'p99' ? [aim('at most', P99_MS)] : []),
    ],
    how:
      `${inWords(places.perRound)} messages for as many devices, from the moment a node tells until whoever waits for ` +
      `${house.store.redisUrl === undefined ? 'Postgres' : 'Redis'} has the job. The nodes, the stores and the watcher ` +
      `share the cores.`,
  }));
}

function keep({ context }: House, taker: Taker): void {
  context.add('taker', taker, (one) => one.close());
}

/** What the bursts have left. */
async function emptied({ context, store }: House): Promise<void> {
  context.tell('emptying the queue');
  const queue = openRelayQueue(store);
  const left = async () => Object.values(await queue.getJobCounts('waiting', 'prioritized', 'active'));
  await until('the queue is empty', async () => (await left()).every((count) => count === 0));
  await queue.close();
}

async function delays(queued: ReadonlyMap<string, number>, told: ReadonlyMap<string, number>): Promise<Percentiles> {
  await until('every wake-up is queued', () => [...told.keys()].every((device) => queued.has(device)));
  const sorted = [...told].map(([device, at]) => (queued.get(device) ?? Number.NaN) - at).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(SHARES.p50), p99: at(SHARES.p99) };
}
