/** What answers lead to: messages, nonsense, pages without end and floods. */
import { accountAt, messageHash, orderFor } from '../../../test/swarm-watcher/makers';
import { empty, messages, Table, takeAll, WALL } from '../../../test/swarm-watcher/table';

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

  describe('with a message older than the subscription, behind what was read before', () => {
    const subscribed = () => {
      const table = new Table(1);
      table.watch({ ...orderFor(accountAt('0000000000000001')), namespaces: [{ namespace: 0, since: WALL }] });
      return table;
    };
    /** What is told of `answer`, with the instant of the reading before. */
    const told = (table: Table, answer: unknown, withinMs?: number) => {
      const [batch] = table.next(withinMs);
      const { telling, unsettled } = table.answer(batch!, answer);
      table.poller.settle(batch!, unsettled, true, table.now);
      return { messages: telling?.messages ?? [], at: table.now.wall };
    };

    it('tells it: nodes pass on the time that its sender wrote', () => {
      for (const before of [empty, messages({ storedAt: WALL - 60_000 })]) {
        const table = subscribed();
        const { messages: baseline, at } = told(table, before);
        expect(baseline).toEqual([]);
        const late = messages({ storedAt: WALL - 90_000 });
        expect(told(table, late).messages).toMatchObject([{ storedAt: WALL - 90_000, storedAfter: at }]);
      }
    });

    it('tells nothing that may have been there before: it lives short, is far older, or follows no whole reading', () => {
      const table = subscribed();
      told(table, empty);
      expect(told(table, messages({ storedAt: WALL - 90_000, lives: 300_000 })).messages).toEqual([]);
      expect(told(table, messages({ storedAt: WALL - 3_700_000 })).messages).toEqual([]);

      const paged = subscribed();
      const page = { code: 200, body: { ...messages({ storedAt: WALL - 95_000 }).body, more: true } };
      expect(told(paged, page).messages).toEqual([]);
      expect(told(paged, messages({ storedAt: WALL - 90_000 })).messages).toEqual([]);
    });
  });

  it('moves nothing until it is safe, and is asked for again when it was not', () => {
    const table = new Table(1);
    table.watch();
    const [batch] = table.next();
    const heard = table.answer(batch!, messages({}));
    expect(table.next(30_000)).toEqual([]);
    expect(table.poller.custody.takeUnsaved(10)).toEqual([]);
    table.poller.settle(batch!, heard.unsettled, false, table.now);
    const [again] = table.next(1_100);
    expect(again?.payload.toString()).not.toContain('last_hash');
    const heardAgain = table.answer(again!, messages({}));
    table.poller.settle(again!, heardAgain.unsettled, true, table.now);
    expect(table.poller.custody.takeUnsaved(10)).toHaveLength(1);
  });

  it('for an account that was unsubscribed meanwhile has no effect', () => {
    const table = new Table();
    const order = table.watch();
    const [batch] = table.next();
    const heard = table.answer(batch!, messages({}));
    table.poller.forget(order.accountId);
    table.watch(orderFor(accountAt('0000000000000002')));
    table.poller.settle(batch!, heard.unsettled, true, table.now);
    expect(table.poller.custody.takeUnsaved(10)).toEqual([]);
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
    const batches = takeAll(table.poller, table.now, 8);
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
