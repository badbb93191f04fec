/** Accounts that may not be asked for any more: nobody is asked, and whoever keeps them is told. */
import { orderFor } from '../../../test/swarm-watcher/makers';
import { empty, Table, takeAll, WALL } from '../../../test/swarm-watcher/table';
import type { PollBatch } from './poll-batch';

describe('an account whose delegation was revoked', () => {
  const no = { code: 401, body: 'no' };

  /** Answers 401 to everything; the members asked, in order, and when. */
  function refuse(table: Table, forMs: number): { readonly member: string; readonly at: number }[] {
    const asked: { member: string; at: number }[] = [];
    for (const end = table.steady + forMs; table.steady < end; ) {
      for (const batch of table.next(end - table.steady)) {
        asked.push({ member: batch.member.ed25519, at: table.steady });
        table.answer(batch, no);
      }
    }
    return asked;
  }

  it('is asked for at one more member at once, and then never again', () => {
    const table = new Table();
    table.watch();
    for (const end = table.steady + 600_000; table.steady < end; ) {
      for (const batch of table.next()) table.answer(batch, empty);
    }
    const [first, second, ...more] = refuse(table, 3_600_000);
    expect(more).toEqual([]);
    expect(second?.member).not.toBe(first?.member);
    // Not when its turn would have come: quiet accounts are asked for once a minute.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(1_000);
  });

  it('is asked for no more in what was to go out at that moment', () => {
    const table = new Table();
    table.watch();
    const [first] = table.next();
    table.steady += 2_000;
    const [second] = takeAll(table.poller, table.now);
    table.answer(first!, no);
    table.steady += 120_000;
    expect(table.answer(second!, no).revocations).toHaveLength(1);
    expect(takeAll(table.poller, table.now)).toEqual([]);
  });

  it('is handed over again and again until somebody takes it away', () => {
    const table = new Table();
    const { accountId } = table.watch();
    refuse(table, 60_000);
    const handed: string[] = [];
    for (let minute = 0; minute < 10; minute += 1) {
      table.steady += 61_000;
      expect(takeAll(table.poller, table.now)).toEqual([]);
      const { revocations, ended } = table.poller.takeResting();
      expect(ended).toEqual([]);
      handed.push(...revocations.map((one) => one.accountId));
    }
    expect(handed.length).toBeGreaterThanOrEqual(5);
    expect(new Set(handed)).toEqual(new Set([accountId]));
    table.poller.forget(accountId);
    table.steady += 61_000;
    table.poller.take(table.now, 9);
    expect(table.poller.takeResting().revocations).toEqual([]);
  });

  it('is asked for at once when its owner gives another one, or the same one anew', () => {
    for (const change of [{ signedAt: 6 }, { signature: Buffer.alloc(64, 1) }]) {
      const table = new Table();
      const order = table.watch();
      refuse(table, 300_000);
      table.watch(order);
      expect(takeAll(table.poller, table.now)).toEqual([]);
      table.watch({ ...order, delegation: { ...order.delegation, ...change } });
      expect(takeAll(table.poller, table.now).length).toBeGreaterThan(0);
    }
  });

  it('is asked for at others more often because of a member that refuses everything, but no more often than there', () => {
    const counted = (answer: (batch: PollBatch, liar: string) => unknown) => {
      const table = new Table(2);
      table.watch();
      const counts = { liar: 0, other: 0 };
      const liar = table.nodes[0]!.ed25519;
      for (const end = table.steady + 1_800_000; table.steady < end; ) {
        for (const batch of table.next()) {
          counts[batch.member.ed25519 === liar ? 'liar' : 'other'] += 1;
          expect(table.answer(batch, answer(batch, liar)).revocations).toEqual([]);
        }
      }
      return counts;
    };
    const usual = counted(() => empty);
    const hurried = counted(({ member }, liar) => (member.ed25519 === liar ? no : empty));
    expect(hurried.liar).toBeLessThan(1.1 * usual.liar);
    expect(hurried.other).toBeLessThanOrEqual(usual.other + hurried.liar);
  });
});

describe('an account whose last subscription ends', () => {
  const END = WALL + 600_000;

  /** Lets time pass; when it was asked for, by our clock. */
  function asked(table: Table, forMs: number): number[] {
    const at: number[] = [];
    for (const end = table.steady + forMs; table.steady < end; ) {
      for (const batch of table.next(end - table.steady)) {
        at.push(table.now.wall);
        table.answer(batch, empty);
      }
    }
    return at;
  }

  it('is asked for until then and never later, and handed over to be looked at', () => {
    const table = new Table();
    const { accountId } = table.watch(orderFor(undefined, [0], { expiresAt: END }));
    const at = asked(table, 3_600_000);
    expect(Math.max(...at)).toBeGreaterThan(END - 120_000);
    expect(Math.max(...at)).toBeLessThan(END);
    expect(table.poller.takeResting()).toEqual({ ended: [accountId], revocations: [] });
  });

  it('is asked for at once when one is renewed, and without a pause when that is known before', () => {
    const table = new Table();
    const order = table.watch(orderFor(undefined, [0], { expiresAt: END }));
    asked(table, 700_000);
    table.watch({ ...order, expiresAt: END + 400_000 });
    expect(takeAll(table.poller, table.now).length).toBeGreaterThan(0);

    const other = new Table();
    const early = other.watch(orderFor(undefined, [0], { expiresAt: END }));
    asked(other, 500_000);
    other.watch({ ...early, expiresAt: END + 3_000_000 });
    const at = asked(other, 400_000).filter((one) => one > END - 70_000);
    expect(at[0]).toBeLessThan(END);
    for (let index = 1; index < at.length; index += 1) expect(at[index]! - at[index - 1]!).toBeLessThan(70_000);
    expect(at.length).toBeGreaterThan(4);
  });
});
