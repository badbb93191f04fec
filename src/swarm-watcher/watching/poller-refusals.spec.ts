/** Members that will not or cannot serve an account: who is believed, who is asked instead, and where. */
import { accountAt, keyFor, nodeIn, orderFor } from '../../../test/swarm-watcher/makers';
import { empty, messages, Table, takeAll, WALL } from '../../../test/swarm-watcher/table';
import { SwarmMap } from '../../protocol/swarm-map';
import { WatcherStats } from '../watcher-stats';
import { momentOf } from './moment';
import type { PollBatch } from './poll-batch';
import { Poller } from './poller';

describe('a refusal', () => {
  it('of two members in a row means that the delegation is revoked', () => {
    const table = new Table();
    const order = table.watch();
    const said: (string | undefined)[][] = [];
    const members = new Set<string>();
    for (let round = 0; members.size < 2 && round < 50; round += 1) {
      for (const batch of table.next()) {
        members.add(batch.member.ed25519);
        said.push(table.answer(batch, { code: 401, body: 'no' }).revocations.map((one) => one.accountId));
      }
    }
    expect(said.slice(0, -1).flat()).toEqual([]);
    expect(said.at(-1)).toEqual([order.accountId]);
  });

  it('of one member means nothing, however often it is repeated', () => {
    const table = new Table(1);
    table.watch();
    for (let count = 0; count < 10; count += 1) {
      for (const batch of table.next()) expect(table.answer(batch, { code: 401, body: 'no' }).revocations).toEqual([]);
    }
  });

  it('of two members means nothing when another answer came in between', () => {
    for (const between of [empty, messages({}), { code: 500, body: 'x' }]) {
      const table = new Table();
      table.watch();
      const refusers: string[] = [];
      let wasRefused = false;
      for (let count = 0; count < 40; count += 1) {
        for (const batch of table.next()) {
          const refuses: boolean = !wasRefused && batch.member.ed25519 !== refusers.at(-1);
          wasRefused = refuses;
          if (refuses) refusers.push(batch.member.ed25519);
          const heard = table.answer(batch, refuses ? { code: 401, body: 'no' } : between);
          expect(heard.revocations).toEqual([]);
          table.poller.settle(batch, heard.unsettled, true, table.now);
        }
      }
      expect(new Set(refusers).size).toBeGreaterThan(1);
    }
  });

  it('of an older delegation does not speak against a newer one', () => {
    const table = new Table();
    const order = table.watch();
    const [first] = table.next();
    table.answer(first!, { code: 401, body: 'no' });
    const renewed = { ...order, delegation: { ...order.delegation, signedAt: 6 } };
    table.poller.arrivals.watch(renewed, { isFresh: true, sweep: 0 }, table.now);
    const [other] = table.next();
    expect(other?.member).not.toBe(first?.member);
    expect(table.answer(other!, { code: 401, body: 'no' }).revocations).toEqual([]);
  });

  it('names the delegation that was refused', () => {
    const table = new Table();
    const order = table.watch();
    const revoked = Array.from({ length: 10 }, () => table.next())
      .flat()
      .flatMap((batch) => table.answer(batch, { code: 401, body: 'no' }).revocations);
    expect(revoked[0]).toEqual({ accountId: order.accountId, signature: order.delegation.signature, signedAt: 5 });
  });
});

describe('a member that says it does not keep the account', () => {
  it('is not asked for it again until the list changes, and another one is', () => {
    const table = new Table();
    table.watch();
    const [batch] = table.next();
    const liar = batch!.member;
    expect(table.answer(batch!, { code: 421, body: { snodes: [] } }).misplaced).toBe(true);
    const asked: string[] = [];
    for (const end = table.steady + 300_000; table.steady < end; ) {
      for (const next of table.next()) {
        asked.push(next.member.ed25519);
        table.answer(next, empty);
      }
    }
    expect(asked).not.toContain(liar.ed25519);
    expect(new Set(asked).size).toBe(2);
    table.poller.know(SwarmMap.of([...table.nodes, nodeIn('9')]), table.now);
    for (let count = 0; count < 400 && !asked.includes(liar.ed25519); count += 1) {
      for (const next of table.next()) {
        asked.push(next.member.ed25519);
        table.answer(next, empty);
      }
    }
    expect(asked).toContain(liar.ed25519);
  });
});

describe('a member that says so of one account and serves another', () => {
  it('goes on with that one; the first is asked for at two others', () => {
    const table = new Table();
    const [refused, served] = ['1', '2'].map((end) => table.watch(orderFor(accountAt(end.padStart(16, '0')))));
    let liar: string | undefined;
    const asked: { readonly id: string; readonly at: string }[] = [];
    for (const end = table.steady + 300_000; table.steady < end; ) {
      for (const batch of table.next()) {
        const at = batch.member.ed25519;
        liar ??= at;
        asked.push(...batch.asks.map(({ account }) => ({ id: account.accountId, at })));
        const isRefused = (id: string) => at === liar && id === refused?.accountId;
        const answers = batch.asks.map(({ account }) =>
          isRefused(account.accountId) ? { code: 421, body: { snodes: [], swarm: 'f' } } : empty,
        );
        table.answer(batch, ...answers);
      }
    }
    const placesOf = (id?: string) => asked.filter((one) => one.id === id).map(({ at }) => at);
    expect(placesOf(refused?.accountId).filter((at) => at === liar)).toHaveLength(1);
    expect(new Set(placesOf(refused?.accountId)).size).toBe(3);
    expect(placesOf(served?.accountId).filter((at) => at === liar).length).toBeGreaterThan(5);
  });
});

describe('members that one after the other would not serve an account', () => {
  it('are asked again when the only one left is of no use, and trusted once they serve', () => {
    const table = new Table();
    table.watch();
    const refusers = new Set<string>();
    const liar = () => table.nodes.find(({ ed25519 }) => !refusers.has(ed25519));
    const answerOf = ({ member }: PollBatch) => {
      if (refusers.size === 2) return member === liar() ? { code: 406, body: 'too far' } : empty;
      refusers.add(member.ed25519);
      return { code: 421, body: { snodes: [] } };
    };
    const served: number[] = [];
    for (const end = table.steady + 120_000; table.steady < end; ) {
      for (const batch of table.next()) {
        const answer = answerOf(batch);
        if (answer === empty) served.push(table.steady);
        table.answer(batch, answer);
      }
    }
    expect(served[0]).toBeLessThan(30_000);
    expect(served.length).toBeGreaterThan(10);
  });
});

describe('a member that doubts our time', () => {
  it('makes us ask for the time, and gets a new signature', () => {
    const table = new Table(1);
    table.watch();
    const [batch] = table.next();
    expect(table.answer(batch!, { code: 406, body: 'too far' }).wrongClock).toBe(true);
    const stamp = (one: PollBatch) => /"timestamp":(\d+)/.exec(one.payload.toString())?.[1];
    const [again] = table.next();
    expect(again?.member).toBe(batch?.member);
    expect(stamp(again!)).not.toBe(stamp(batch!));
  });
});

describe('an account whose key is not at hand', () => {
  it('is not asked for, and holds up nobody', () => {
    const stats = new WatcherStats();
    const orphan = orderFor(accountAt('0000000000000003'));
    const poller = new Poller({
      floorMs: 3_000,
      perMember: 8,
      dice: Math.random,
      keyFor: (account) => (account.equals(orphan.account) ? undefined : keyFor(account)),
      stats,
      startMs: 0,
    });
    const now = momentOf(0, WALL, 0);
    poller.share({ owns: () => true }, now);
    poller.know(SwarmMap.of([nodeIn('1')]), now);
    const other = orderFor(accountAt('0000000000000004'));
    for (const order of [orphan, other]) poller.arrivals.watch(order, { isFresh: true, sweep: 0 }, now);
    const asked = takeAll(poller, now, 10).flatMap((batch) => batch.asks.map((ask) => ask.account.accountId));
    expect(asked).toEqual([other.accountId]);
    expect(stats.counts.accounts_without_key).toBe(1);
  });
});

describe('an account that another swarm keeps from now on', () => {
  it('is asked for there at once', () => {
    const table = new Table();
    table.watch(orderFor(accountAt('8000000000000000')));
    for (const batch of table.next()) table.answer(batch, empty);
    table.steady += 2_000;
    for (const batch of table.poller.take(table.now, 9)) table.answer(batch, empty);
    const elsewhere = nodeIn('8000000000000000');
    table.poller.know(SwarmMap.of([...table.nodes, elsewhere]), table.now);
    expect(table.poller.take(table.now, 9).map((batch) => batch.member)).toEqual([elsewhere]);
  });

  it('is asked for there even if it was waiting for its turn', () => {
    const table = new Table();
    const orders = Array.from({ length: 30 }, () => table.watch(orderFor(accountAt('8000000000000000'))));
    const [first] = takeAll(table.poller, table.now, 1);
    const waiting = new Set(orders.map((order) => order.accountId));
    for (const { account } of first?.asks ?? []) waiting.delete(account.accountId);
    const elsewhere = nodeIn('8000000000000000');
    table.poller.know(SwarmMap.of([...table.nodes, elsewhere]), table.now);
    const asked = table.next().flatMap((batch) => batch.asks.map(({ account }) => ({ account, at: batch.member })));
    expect(asked.map(({ account }) => account.accountId)).toEqual(expect.arrayContaining([...waiting]));
    expect(new Set(asked.map(({ at }) => at))).toEqual(new Set([elsewhere]));
  });
});
