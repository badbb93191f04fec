/** Whose word counts for whom, what is told twice, and a member that tells faster than its swarm can live. */
import { randomBytes } from 'node:crypto';
import { accountAt } from '../../../test/swarm-watcher/makers';
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
  const names = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
  const nodes = names.map((name, place) => {
    const swarm = place < 2 ? '1' : '8000000000000000';
    return { ed25519: name, x25519: name, ip: '10.0.0.1', port: 1, omqPort: 2, swarm };
  });
  const swarms = new MonitoredSwarms(123, () => 0.5);
  swarms.share({ owns: () => true }, 0);
  swarms.know(SwarmMap.of(nodes), 0);
  const stats = new WatcherStats();
  const waiting = new WaitingMessages(newHash);
  const desk = new NoticeDesk(swarms, waiting, new Set([0]), stats, () => NOW);
  const account = accountAt('0000000000000002').bytes;
  swarms.put(1, account, 0);
  const notice = (changes: Partial<Notice> = {}): Notice => {
    return { account, hash: newHash(), namespace: 0, storedAt: 1_000, expiresAt: HOUR, ...changes };
  };
  const links = [...swarms.links()];
  const [rogue, honest, outsider] = names.map((name) => links.find(({ node }) => node.ed25519 === name)) as Link[];
  return { desk, waiting, stats, notice, rogue: rogue!, honest: honest!, outsider: outsider! };
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

it.each([
  ['from a node of another swarm', {}, 'outsider', 'notices_misplaced'],
  [
    'for somebody whom nobody asked for',
    { account: accountAt('0000000000000003').bytes },
    'honest',
    'notices_unwatched',
  ],
  ['in a namespace that wakes nobody', { namespace: 2 }, 'honest', 'notices_other_namespace'],
  ['that lives as short as a typing indicator', { expiresAt: 31_000 }, 'honest', 'messages_short_lived'],
  ['that lives no time at all', { expiresAt: 1 }, 'honest', 'messages_short_lived'],
] as const)('drops and counts a message %s', (_which, changes, from, count) => {
  const opened = open();
  opened.desk.take(opened.notice(changes), opened[from], 0);
  expect(opened.waiting.size).toBe(0);
  expect(opened.stats.counts).toMatchObject({ notices: 1, messages_told: 0, [count]: 1 });
});

it('takes a message that lives a moment longer, and what two members tell once', () => {
  const { desk, waiting, stats, notice, rogue, honest } = open();
  const told = notice({ expiresAt: 31_001 });
  for (const link of [rogue, honest, rogue]) desk.take(told, link, 0);
  expect(waiting.size).toBe(1);
  const taken = waiting.take(1, 1);
  desk.booked(taken);
  desk.take(told, honest, 0);
  expect(waiting.size).toBe(0);
  expect(stats.counts).toMatchObject({ notices: 4, notices_repeated: 3 });
});

it('hears a member that calls a message newer than whoever told it before: that one may have lied', () => {
  const { desk, waiting, notice, rogue, honest } = open();
  const hash = newHash();
  desk.take(notice({ hash, storedAt: 1 }), rogue, 0);
  desk.booked(waiting.take(1, 1));
  desk.take(notice({ hash, storedAt: 2 }), honest, 0);
  expect(waiting.size).toBe(1);
});

it('remembers the messages booked last, and no more of them than it has room for', () => {
  const { desk, waiting, stats, notice, honest } = open();
  const tell = (told: Notice) => {
    desk.take(told, honest, Number.MAX_SAFE_INTEGER);
    desk.booked(waiting.take(1, 1));
  };
  const first = notice();
  tell(first);
  let last = first;
  for (let count = 0; count < 60_001; count += 1) {
    last = notice();
    desk.booked([{ message: { ...last, accountId: '1' }, member: 'a', isCrowd: false }]);
  }
  desk.take(last, honest, Number.MAX_SAFE_INTEGER);
  expect(stats.counts.notices_repeated).toBe(1);
  desk.take(first, honest, Number.MAX_SAFE_INTEGER);
  expect(waiting.size).toBe(1);
});
