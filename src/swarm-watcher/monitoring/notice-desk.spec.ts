/** A member that tells faster than its swarm can live is heard, and what it tells waits together from then on. */
import { randomBytes } from 'node:crypto';
import type { Notice } from '../../protocol/monitor-wire';
import { SwarmMap } from '../../protocol/swarm-map';
import { WatcherStats } from '../watcher-stats';
import { type Link, MonitoredSwarms } from './monitored-swarms';
import { NoticeDesk } from './notice-desk';
import { WaitingMessages } from './waiting-messages';

const HOUR = 3_600_000;
const NOW = 1_795_000_000_000;
/** What no honest member tells in one moment. */
const FLOOD = 15_000;

const newHash = () => randomBytes(32).toString('base64').slice(0, 43);

function open() {
  const names = ['a', 'b'].map((letter) => letter.repeat(64));
  const nodes = names.map((name) => ({ ed25519: name, x25519: name, ip: '10.0.0.1', port: 1, omqPort: 2, swarm: '1' }));
  const swarms = new MonitoredSwarms(123, () => 0.5);
  swarms.share({ owns: () => true }, 0);
  swarms.know(SwarmMap.of(nodes), 0);
  const stats = new WatcherStats();
  const waiting = new WaitingMessages(newHash);
  const desk = new NoticeDesk(swarms, waiting, new Set([0]), stats, () => NOW);
  const account = Buffer.concat([Buffer.of(5), randomBytes(32)]);
  swarms.put(1, account, 0);
  const notice = (): Notice => ({ account, hash: newHash(), namespace: 0, storedAt: 1_000, expiresAt: HOUR });
  const [rogue, honest] = [...swarms.links()] as [Link, Link];
  return { desk, waiting, stats, notice, rogue, honest };
}

it('lets what a flooding member tells wait as one, counts all of it, and takes others singly meanwhile', () => {
  const { desk, waiting, stats, notice, rogue, honest } = open();
  for (let told = 0; told < FLOOD; told += 1) desk.take(notice(), rogue, 0);
  const { notices_collapsed: collapsed } = stats.counts;
  expect(collapsed).toBeGreaterThan(FLOOD / 4);
  expect(waiting.size).toBe(FLOOD - collapsed);
  desk.take(notice(), honest, 0);
  expect(waiting.size).toBe(FLOOD - collapsed + 1);
  expect(stats.counts).toMatchObject({ notices: FLOOD + 1, messages_told: FLOOD + 1, notices_collapsed: collapsed });
});

it('takes a member at its word again when it has been calm for a while', () => {
  const { desk, stats, notice, rogue } = open();
  for (let told = 0; told < FLOOD; told += 1) desk.take(notice(), rogue, 0);
  const { notices_collapsed: collapsed } = stats.counts;
  desk.take(notice(), rogue, 1_000);
  expect(stats.counts.notices_collapsed).toBe(collapsed);
});

it('tells of a message as stored when it is noticed, however old its sender calls it', () => {
  const { desk, waiting, notice, honest } = open();
  desk.take(notice(), honest, 0);
  expect(waiting.take(1, 1)).toMatchObject([{ message: { storedAt: 1_000, storedAfter: NOW } }]);
});
