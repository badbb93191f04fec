/** What a watcher does for phones without a delegation: notices to queued wake-ups, their delay, its start and its memory. */
import type { Bench } from './measurement';
import { measureBursts } from './watch/bursts';
import { measureCalm } from './watch/calm';
import { inWords, openHouse } from './watch/house';
import { fillWithMonitored } from './watch/monitored-subscriptions';
import { startFull, weighEmpty } from './watch/start';

/** Messages of one round that are told at once, and in a second of the calm rounds. */
const MOST = { burst: 20_000, perSecond: 1_000 };
/** No account is told of twice: so much of them is for the bursts. */
const BURSTS_SHARE = 0.7;

export const watchBench: Bench = {
  name: 'watch',
  about: 'notices to queued wake-ups per second and their delay, start and memory with many phones',
  async run(context) {
    const { subscriptions, rounds, seconds } = context;
    const house = await openHouse(context);
    const bare = await weighEmpty(house);
    context.tell(`storing ${inWords(subscriptions)} subscriptions`);
    const devices = await fillWithMonitored(house.store.databaseUrl, house.dataKeys, subscriptions);
    const { relay, results } = await startFull(house, bare);
    // One part more than there are rounds: the first round of the bursts comes after a warm-up.
    const burst = Math.min(MOST.burst, Math.floor((BURSTS_SHARE * subscriptions) / (rounds + 1)));
    const bursts = { from: 0, perRound: burst };
    const calm = Math.min(MOST.perSecond * seconds, Math.floor(((1 - BURSTS_SHARE) * subscriptions) / rounds));
    results.push(await measureBursts(house, relay, bursts));
    results.push(...(await measureCalm(house, devices, { from: (rounds + 1) * burst, perRound: calm })));
    return results;
  },
};
