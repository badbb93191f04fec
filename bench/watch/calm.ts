/** How long a notice takes into a worker's hands at a rate that leaves everybody room. */
import type { Worker } from 'bullmq';
import { aim, limit, type Measurement } from '../measurement';
import type { Places } from './bursts';
import { type House, inWords, until } from './house';
import { openRelayQueue, workBareQueue, workRelayQueue } from './queues';

const PER_SECOND = 1_000;
const P99_MS = 25;
const SHARES = { p50: 0.5, p99: 0.99 };

type Percentiles = Readonly<Record<keyof typeof SHARES, number>>;

/** The clock of this machine counts at both ends; `devices` in the order of the accounts. */
export async function measureCalm(house: House, devices: readonly string[], places: Places): Promise<Measurement[]> {
  const { context } = house;
  const took = new Map<string, number>();
  const take = (device: string) => took.set(device, performance.timeOrigin + performance.now());
  await open(house, workRelayQueue(house.store, take));
  await open(house, workBareQueue(house.store, take));
  await workedOff(house);
  const runs: Percentiles[] = [];
  const limits: Percentiles[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    context.tell(`${inWords(PER_SECOND)} notices a second, round ${round} of ${context.rounds}`);
    const { store } = house;
    const handed = await house.bareQueue.ask('trickle', { store, jobs: places.perRound, perSecond: PER_SECOND });
    limits.push(await delays(took, handed));
    const from = places.from + (round - 1) * places.perRound;
    const to = from + places.perRound;
    const told = await house.network.ask('tell', { from, to, perSecond: PER_SECOND });
    runs.push(await delays(took, new Map(told.map((at, place) => [devices[from + place] ?? '', at]))));
  }
  return (['p50', 'p99'] as const).map((name) => ({
    what: `delay from a notice to a worker's hands at ${inWords(PER_SECOND)}/s, ${name}`,
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
      `${inWords(places.perRound)} messages for as many devices, from the moment a node tells until a worker has the job, ` +
      `so with the time the queue takes to hand it out. The nodes, the stores and the watcher share the cores.`,
  }));
}

async function open({ context }: House, worker: Worker): Promise<void> {
  context.add('worker', worker, (one) => one.close());
  await worker.waitUntilReady();
}

/** What the bursts have left. */
async function workedOff({ context, store }: House): Promise<void> {
  context.tell('working off what was queued');
  const queue = openRelayQueue(store);
  const left = async () => Object.values(await queue.getJobCounts('waiting', 'prioritized', 'active'));
  await until('the queue is empty', async () => (await left()).every((count) => count === 0));
  await queue.close();
}

async function delays(took: Map<string, number>, told: ReadonlyMap<string, number>): Promise<Percentiles> {
  await until('every job is taken', () => [...told.keys()].every((device) => took.has(device)));
  const sorted = [...told].map(([device, at]) => (took.get(device) ?? Number.NaN) - at).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(SHARES.p50), p99: at(SHARES.p99) };
}
