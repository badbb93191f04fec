/** What single answers lead to: refusals, misplacements, wrong clocks, floods and nonsense. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { accountAt, keyFor, messageHash, nodeIn, orderFor } from '../../../test/swarm-watcher/makers';
import { SwarmMap } from '../../protocol/swarm-map';
import { WatcherStats } from '../watcher-stats';
import { NO_CURSORS } from './cursors';
import { type Moment, momentOf } from './moment';
import type { PollBatch } from './poll-batch';
import { Poller } from './poller';
import type { WatchOrder } from './watched-account';

const WALL = 1_795_000_000_000;
const DAY = 86_400_000;

class Table {
  readonly stats = new WatcherStats();
  readonly poller: Poller;
  readonly nodes = [nodeIn('1'), nodeIn('1'), nodeIn('1')];
  steady = 0;

  constructor(members = 3) {
    this.poller = new Poller({
      floorMs: 3_000,
      perMember: 8,
      dice: new Chance(7).dice,
      keyFor,
      stats: this.stats,
      startMs: 0,
    });
    this.poller.know(SwarmMap.of(this.nodes.slice(0, members)), this.now);
  }

  get now(): Moment {
    return momentOf(this.steady, WALL + this.steady, 0);
  }

  watch(order: WatchOrder = orderFor(accountAt('0000000000000001'))): WatchOrder {
    this.poller.watch(order, NO_CURSORS, true, this.now);
    return order;
  }

  /** Lets time pass until something goes out. */
  next(withinMs = 120_000): PollBatch[] {
    for (const end = this.steady + withinMs; this.steady < end; this.steady += 50) {
      const batches = this.poller.take(this.now, 100);
      if (batches.length > 0) return batches;
    }
    return [];
  }

  answer(batch: PollBatch, ...results: unknown[]) {
    return this.poller.answered(batch, { results }, this.now);
  }
}

const empty = { code: 200, body: { messages: [], more: false, t: WALL } };

function messages(...list: { hash?: unknown; storedAt?: unknown; lives?: number }[]) {
  const told = list.map(({ hash = messageHash(), storedAt = WALL, lives = DAY }) => ({
    hash,
    timestamp: storedAt,
    expiration: Number(storedAt) + lives,
  }));
  return { code: 200, body: { messages: told, more: false, t: WALL } };
}

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
    table.poller.watch(renewed, NO_CURSORS, true, table.now);
    const [other] = table.next();
    expect(other?.member).not.toBe(first?.member);
    expect(table.answer(other!, { code: 401, body: 'no' }).revocations).toEqual([]);
  });

  it('names the token that was refused', () => {
    const table = new Table();
    const order = table.watch();
    const revoked = Array.from({ length: 10 }, () => table.next())
      .flat()
      .flatMap((batch) => table.answer(batch, { code: 401, body: 'no' }).revocations);
    expect(revoked[0]).toEqual({ accountId: order.accountId, token: order.delegation.token, signedAt: 5 });
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

describe('an answer', () => {
  it('of nonsense is a failure of that member alone: another one is asked', () => {
    for (const body of [undefined, null, 'text', 7, [], {}, { results: {} }, { results: 'x' }]) {
      const table = new Table();
      table.watch();
      const [batch] = table.next();
      expect(table.poller.answered(batch!, body, table.now).telling).toBeUndefined();
      const [next] = table.next(1_000);
      expect(next?.member).not.toBe(batch?.member);
      expect(table.stats.counts.failed_malformed).toBe(1);
    }
  });

  it('with too few, too many and unfit parts counts only for what was asked', () => {
    const table = new Table();
    table.watch(orderFor(accountAt('0000000000000001'), [0, 11]));
    const [batch] = table.next();
    const heard = table.answer(batch!, messages({}), { code: 'x' }, messages({}), messages({}));
    expect(heard.telling?.messages).toHaveLength(1);
    expect(table.stats.counts).toMatchObject({ answers_surplus: 1, answers_malformed: 1 });
    table.poller.settle(batch!, heard.unsettled, true, table.now);
    const [other] = table.next();
    expect(table.answer(other!, messages({})).telling?.messages).toHaveLength(1);
  });

  it('tells only messages with a proper hash and time', () => {
    const table = new Table();
    const order = table.watch();
    const [batch] = table.next();
    const heard = table.answer(
      batch!,
      messages(
        { hash: 'short' },
        { hash: 7 },
        { storedAt: 'soon' },
        { storedAt: -1 },
        { hash: `${messageHash()}=` },
        {},
      ),
    );
    expect(heard.telling?.messages.map((one) => one.accountId)).toEqual([order.accountId]);
    expect(table.stats.counts.messages_malformed).toBe(5);
  });

  it('tells nothing from before the subscription, and moves past it', () => {
    const table = new Table(1);
    table.watch({ ...orderFor(accountAt('0000000000000001')), namespaces: [{ namespace: 0, since: WALL }] });
    const [batch] = table.next();
    const [early, late] = [messageHash(), messageHash()];
    const heard = table.answer(batch!, messages({ hash: late }, { hash: early, storedAt: WALL - 1 }));
    expect(heard.telling?.messages.map((one) => one.hash)).toEqual([late]);
    table.poller.settle(batch!, heard.unsettled, true, table.now);
    expect(table.next()[0]?.payload.toString()).toContain(`"last_hash":"${early}"`);
    expect(table.stats.counts.messages_early).toBe(1);
  });

  it('moves nothing until it is safe, and is asked for again when it was not', () => {
    const table = new Table(1);
    table.watch();
    const [batch] = table.next();
    const heard = table.answer(batch!, messages({}));
    expect(table.next(30_000)).toEqual([]);
    expect(table.poller.takeUnsaved(10)).toEqual([]);
    table.poller.settle(batch!, heard.unsettled, false, table.now);
    const [again] = table.next(1_100);
    expect(again?.payload.toString()).not.toContain('last_hash');
    const heardAgain = table.answer(again!, messages({}));
    table.poller.settle(again!, heardAgain.unsettled, true, table.now);
    expect(table.poller.takeUnsaved(10)).toHaveLength(1);
  });

  it('for an account that was unsubscribed meanwhile has no effect', () => {
    const table = new Table();
    const order = table.watch();
    const [batch] = table.next();
    const heard = table.answer(batch!, messages({}));
    table.poller.forget(order.accountId);
    table.watch(orderFor(accountAt('0000000000000002')));
    table.poller.settle(batch!, heard.unsettled, true, table.now);
    expect(table.poller.takeUnsaved(10)).toEqual([]);
    expect(table.next()).toHaveLength(1);
  });

  it('that goes on and on is asked for until the member has no credit left, then another member is', () => {
    const table = new Table();
    table.watch();
    const flood = () => ({
      code: 200,
      body: { ...messages(...Array.from({ length: 256 }, () => ({}))).body, more: true },
    });
    const rogue = table.next()[0]!;
    let polls = 0;
    for (let batches = [rogue], round = 0; round < 3_000; batches = table.next(70_000), round += 1) {
      for (const batch of batches) {
        const isRogue = batch.member.ed25519 === rogue.member.ed25519;
        if (isRogue) polls += 1;
        const heard = table.answer(batch, isRogue ? flood() : empty);
        table.poller.settle(batch, heard.unsettled, true, table.now);
      }
      if (table.stats.counts.members_overdrawn > 0) break;
    }
    expect(polls).toBeGreaterThan(100);
    expect(polls).toBeLessThan(500);
    const asked = new Set(table.next().map((batch) => batch.member.ed25519));
    expect(asked.has(rogue.member.ed25519)).toBe(false);
  });
});

describe('an answer that is long', () => {
  it('uses up the credit of its member by its length alone, and another member is asked', () => {
    const table = new Table();
    table.watch();
    const rogue = table.next()[0]!;
    const long = () => ({ code: 200, body: { ...messages({}).body, more: true } });
    let polls = 0;
    for (let batches = [rogue]; polls < 20 && table.stats.counts.members_overdrawn === 0; batches = table.next()) {
      for (const batch of batches) {
        const isRogue = batch.member.ed25519 === rogue.member.ed25519;
        table.poller.weigh(batch, isRogue ? 10 * 1_024 * 1_024 : 66, table.now);
        const heard = table.answer(batch, isRogue ? long() : empty);
        table.poller.settle(batch, heard.unsettled, true, table.now);
        if (isRogue) polls += 1;
      }
    }
    expect(table.stats.counts.members_overdrawn).toBeGreaterThan(0);
    const asked = table.next().map((batch) => batch.member.ed25519);
    expect(asked).not.toContain(rogue.member.ed25519);
  });
});

describe('a member that floods', () => {
  it('is not listened to any more than it has credit for, even if it was asked much at once', () => {
    const table = new Table(1);
    for (let count = 0; count < 160; count += 1) table.watch(orderFor(accountAt('0000000000000001')));
    const batches = table.poller.take(table.now, 8);
    expect(batches).toHaveLength(8);
    const page = messages(...Array.from({ length: 400 }, () => ({})));
    let told = 0;
    for (let round = 0; round < 20 && batches.length > 0; round += 1) {
      for (const batch of batches.splice(0)) {
        if (!table.poller.weigh(batch, 600_000, table.now)) {
          table.poller.failed(batch, false, table.now);
          continue;
        }
        const heard = table.answer(batch, ...batch.asks.map(() => page));
        told += heard.telling?.messages.length ?? 0;
        table.poller.settle(batch, heard.unsettled, true, table.now);
      }
      batches.push(...table.poller.take(table.now, 8));
    }
    expect(told).toBeGreaterThan(20_000);
    expect(told).toBeLessThan(50_000);
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
    poller.know(SwarmMap.of([nodeIn('1')]), now);
    const other = orderFor(accountAt('0000000000000004'));
    for (const order of [orphan, other]) poller.watch(order, NO_CURSORS, true, now);
    const asked = poller.take(now, 10).flatMap((batch) => batch.asks.map((ask) => ask.account.accountId));
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
    const [first] = table.poller.take(table.now, 1);
    const waiting = new Set(orders.map((order) => order.accountId));
    for (const { account } of first?.asks ?? []) waiting.delete(account.accountId);
    const elsewhere = nodeIn('8000000000000000');
    table.poller.know(SwarmMap.of([...table.nodes, elsewhere]), table.now);
    const asked = table.next().flatMap((batch) => batch.asks.map(({ account }) => ({ account, at: batch.member })));
    expect(asked.map(({ account }) => account.accountId)).toEqual(expect.arrayContaining([...waiting]));
    expect(new Set(asked.map(({ at }) => at))).toEqual(new Set([elsewhere]));
  });
});
