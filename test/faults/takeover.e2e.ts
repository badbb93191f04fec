/** Two watchers, one of which ends: the other takes its swarms over, and it is known who may have been missed meanwhile. */
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import type { Unbooked } from './bookings';
import { rounds, timeoutMs } from './hunt';
import { type Entry, type Message, nameOf } from './ledger';
import { Listening } from './listening';
import { Scene } from './scene';
import { Traffic } from './traffic';
import { swarmsOf, watchersThatShare } from './watchers';

const SWARMS = 4;
const BOOKING_MS = 90_000;

/** Leases lie in Postgres, wherever the queues are. */
describe('two watchers, one of which ends', () => {
  let scene: Scene;
  /** One in each swarm. */
  let lenders: Entry[];
  let monitored: Entry[];
  /** Missed earlier. */
  const known = new Set<Message>();

  afterEach(() => scene?.close());

  it(
    'leave nobody unwatched: killed or asked to close, the other has its swarms',
    async () => {
      scene = await Scene.open({
        stores: { databaseUrl: await freshDatabase() },
        roles: ['api', 'pusher', 'watcher', 'watcher'],
        devnet: { swarms: SWARMS },
      });
      lenders = [];
      monitored = [];
      for (const swarm of new Set(scene.world.devnet.nodes.map((node) => node.swarm))) {
        lenders.push(await scene.subscribed({ swarm }));
        monitored.push(await scene.subscribed({ swarm, service: 'firebase', lends: false }));
      }
      await Listening.everywhere(scene, monitored);
      const traffic = new Traffic(scene).writeTo(...lenders, ...monitored);
      for (let time = 0; time < rounds(1); time += 1) {
        await scene.woken();
        await (time % 2 === 0 ? oneIsKilled() : oneCloses());
        // Nobody has come back yet: only the other one can have told of these.
        for (const entry of [...lenders, ...monitored]) await scene.store(entry);
        await scene.woken();
        if (time + 1 < rounds(1)) await scene.startRelay('watcher');
      }
      await traffic.stop();
      // Whoever lends the right to read misses nothing, whatever happens.
      await scene.prove({ exact: ['apns'] });
    },
    timeoutMs(240_000),
  );

  async function oneIsKilled(): Promise<void> {
    const [ending, other] = await share();
    const swarms = (await swarmsOf(ending)) ?? 0;
    const listening = Listening.anew(scene, monitored);
    const before = Date.now();
    const unbooked = await scene.bookings.missing(monitored);
    // Whatever was stored earlier is booked already: nothing of it can be missed.
    const from = Math.min(before, ...unbooked.map(({ message }) => message.from));
    await scene.kill(ending);
    await until(async () => (await swarmsOf(other)) === SWARMS);
    await listening.takenOver(swarms);
    // One that was under way may have been told to the one that ended, or to nobody.
    const missed = await missedWhere(
      ({ entry, message }) => message.to >= from && message.from < (listening.since(entry) ?? Number.NEGATIVE_INFINITY),
    );
    const gaps = monitored.flatMap((entry) => (listening.since(entry) ?? before) - before).filter((gap) => gap > 0);
    const stored = monitored.flatMap(({ messages }) => messages).filter((message) => message.from >= before);
    process.stderr.write(
      `a watcher was killed: for ${gaps.length} of ${monitored.length} monitored phones nobody listened for up to ` +
        `${Math.max(0, ...gaps)} ms; ${missed.length} of ${stored.length} messages to monitored phones were missed\n`,
    );
  }

  /** Whoever is asked to close has waited until the other one listens. */
  async function oneCloses(): Promise<void> {
    const [other, ending] = await share();
    await scene.stop(ending);
    await until(async () => (await swarmsOf(other)) === SWARMS);
    await missedWhere(() => false);
  }

  /** Both, once each has its part and no more. */
  function share() {
    return until(async () => {
      const both = await watchersThatShare(scene);
      if (both === undefined) return undefined;
      const [one = 0, two = 0] = await Promise.all(both.map(swarmsOf));
      return one + two === SWARMS ? both : undefined;
    });
  }

  /** Messages that were missed; throws when somebody could have heard of one of them. */
  async function missedWhere(isExcused: (one: Unbooked) => boolean): Promise<Unbooked[]> {
    const asked = Date.now();
    for (;;) {
      const missing = (await scene.bookings.missing(monitored)).filter(({ message }) => !known.has(message));
      const wrong = missing.find((one) => one.message.to < asked && !isExcused(one));
      if (wrong === undefined) {
        const missed = missing.filter(isExcused);
        for (const { message } of missed) known.add(message);
        return missed;
      }
      if (Date.now() - asked < BOOKING_MS) continue;
      const { entry, message } = wrong;
      const history = scene.ledger.history(entry, await scene.evidence(), scene.chronicle, message);
      throw await scene.failure(`MISSED by ${nameOf(entry)} although somebody listened:\n${history}`, entry);
    }
  }
});
