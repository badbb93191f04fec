/** Planning a batch comes to the same as taking its wishes one by one, and each rule holds on its own. */
import fc from 'fast-check';
import type { StoredDelegation } from './stored-delegation';
import {
  type KnownAccount,
  type KnownSubscription,
  type Plan,
  pairKey,
  planSubscriptions,
  type Rules,
  type Stored,
  type Wish,
} from './subscribe-plan';

const NOW = 1_800_000_000_000;
const rules: Rules = { now: NOW, monitorOn: false, isUsable: (delegation) => delegation.masterKeyId !== 'lost' };
const monitor: Rules = { ...rules, monitorOn: true };
const nothing: Stored = { accounts: new Map(), subscriptions: new Map() };

function lent(fill: number, masterKeyId = '1'): StoredDelegation {
  return { masterKeyId, token: Buffer.alloc(36, fill), signature: Buffer.alloc(64, fill) };
}

function wish(change: Partial<Wish> = {}): Wish {
  return { account: 'A', device: 'x', signedAt: 100, namespaces: [0], ...change };
}

/** A store with one account that one device subscribed to at time 100. */
function storedAccount(
  change: Partial<KnownAccount> = {},
  subscription: Partial<KnownSubscription> | null = {},
): Stored {
  const delegation = { value: lent(1), signedAt: 100, revoked: false };
  const known = { signedAt: 100, namespaces: [0, 11], since: [5, 7], ...subscription };
  return {
    accounts: new Map([['A', { id: '1', living: true, delegation, ...change }]]),
    subscriptions: new Map(subscription === null ? [] : [[pairKey('A', 'x'), known]]),
  };
}

const revoked = { value: lent(1), signedAt: 100, revoked: true };

describe('a wish', () => {
  it('without a delegation is not stored while there is no other way to watch', () => {
    const plan = planSubscriptions([wish()], nothing, rules);
    expect(plan).toEqual({ outcomes: ['unwatchable'], accounts: new Map(), subscriptions: new Map() });
  });

  it('without a delegation is stored when the monitor way is open', () => {
    const plan = planSubscriptions([wish()], nothing, monitor);
    expect(plan.outcomes).toEqual(['added']);
    expect(plan.accounts.get('A')).toMatchObject({ tell: true, delegationChanged: false });
  });

  it('with a delegation makes account and subscription, and tells the watcher', () => {
    const plan = planSubscriptions([wish({ delegation: lent(1), namespaces: [0, 3] })], nothing, rules);
    expect(plan.outcomes).toEqual(['added']);
    expect(plan.accounts.get('A')).toMatchObject({ tell: true, delegation: { signedAt: 100, revoked: false } });
    expect(plan.accounts.get('A')?.id).toBeUndefined();
    expect(plan.subscriptions.get(pairKey('A', 'x'))).toEqual({ wish: 0, since: [NOW, NOW] });
  });

  it('that renews needs no delegation, keeps when it began, and tells nobody', () => {
    const plan = planSubscriptions([wish({ signedAt: 101, namespaces: [0, 11] })], storedAccount(), rules);
    expect(plan.outcomes).toEqual(['updated']);
    expect(plan.subscriptions.get(pairKey('A', 'x'))).toEqual({ wish: 0, since: [5, 7] });
    expect(plan.accounts.get('A')).toMatchObject({ id: '1', tell: false, delegationChanged: false });
  });

  it('that renews with the same delegation keeps it fresh and tells nobody', () => {
    const again = wish({ signedAt: 101, namespaces: [0, 11], delegation: lent(1) });
    const plan = planSubscriptions([again], storedAccount(), rules);
    expect(plan.accounts.get('A')).toMatchObject({
      tell: false,
      delegationChanged: true,
      delegation: { signedAt: 101 },
    });
  });

  it.each([
    ['namespaces', wish({ signedAt: 101, namespaces: [0] })],
    ['the delegation', wish({ signedAt: 101, namespaces: [0, 11], delegation: lent(2) })],
    ['the devices', wish({ device: 'y', namespaces: [0, 11] })],
  ])('that changes %s tells the watcher', (_what, changed) => {
    expect(planSubscriptions([changed], storedAccount(), rules).accounts.get('A')?.tell).toBe(true);
  });

  it('keeps the beginning of each namespace that was there and begins the new ones now', () => {
    const plan = planSubscriptions([wish({ signedAt: 101, namespaces: [-5, 0, 11, 12] })], storedAccount(), rules);
    expect(plan.subscriptions.get(pairKey('A', 'x'))?.since).toEqual([NOW, 5, 7, NOW]);
  });

  it('signed in the same second as the stored one changes what differs', () => {
    const plan = planSubscriptions([wish({ namespaces: [5], delegation: lent(2) })], storedAccount(), rules);
    expect(plan.outcomes).toEqual(['updated']);
    expect(plan.subscriptions.get(pairKey('A', 'x'))?.since).toEqual([NOW]);
    expect(plan.accounts.get('A')).toMatchObject({
      tell: true,
      delegationChanged: true,
      delegation: { value: lent(2) },
    });
  });

  it('that is the stored one once more changes nothing', () => {
    const plan = planSubscriptions([wish({ namespaces: [0, 11] })], storedAccount(), rules);
    expect(plan).toEqual({ outcomes: ['updated'], accounts: new Map(), subscriptions: new Map() });
  });

  it('signed before the stored one changes nothing', () => {
    const old = wish({ signedAt: 99, namespaces: [5], delegation: lent(2) });
    const plan = planSubscriptions([old], storedAccount(), rules);
    expect(plan).toEqual({ outcomes: ['updated'], accounts: new Map(), subscriptions: new Map() });
  });

  it('of another device with an older delegation is served by the newer one', () => {
    const older = wish({ device: 'y', signedAt: 50, delegation: lent(2) });
    const plan = planSubscriptions([older], storedAccount(), rules);
    expect(plan.outcomes).toEqual(['added']);
    expect(plan.accounts.get('A')).toMatchObject({ delegationChanged: false, delegation: { signedAt: 100 } });
  });

  it.each([
    ['was revoked', storedAccount({ delegation: revoked })],
    ['ran out with the last subscription', storedAccount({ living: false }, null)],
    [
      'is to a master key that is lost',
      storedAccount({ delegation: { ...revoked, revoked: false, value: lent(1, 'lost') } }),
    ],
    ['is not there', storedAccount({ delegation: undefined })],
  ])('is not served by a delegation that %s', (_why, stored) => {
    expect(planSubscriptions([wish({ signedAt: 101 })], stored, rules).outcomes).toEqual(['unwatchable']);
  });

  it('with a newer delegation brings a revoked one to life, even if it is the same', () => {
    const plan = planSubscriptions(
      [wish({ signedAt: 101, delegation: lent(1) })],
      storedAccount({ delegation: revoked }),
      rules,
    );
    expect(plan.outcomes).toEqual(['updated']);
    expect(plan.accounts.get('A')).toMatchObject({ tell: true, delegation: { revoked: false, signedAt: 101 } });
  });

  it('with a delegation older than the revoked one does not', () => {
    const stored = storedAccount({ delegation: revoked });
    const older = wish({ device: 'y', signedAt: 99, delegation: lent(1) });
    expect(planSubscriptions([older], stored, rules).outcomes).toEqual(['unwatchable']);
    expect(planSubscriptions([older], stored, monitor).accounts.get('A')?.delegation?.revoked).toBe(true);
  });

  it('for an account whose subscriptions ran out does not find its delegation again', () => {
    const plan = planSubscriptions([wish({ signedAt: 101 })], storedAccount({ living: false }, null), monitor);
    expect(plan.accounts.get('A')).toEqual({ id: '1', delegationChanged: true, living: true, tell: true });
  });
});

/** What the database would hold after a plan. */
function after(stored: Stored, plan: Plan, wishes: readonly Wish[]): Stored {
  const accounts = new Map(stored.accounts);
  for (const [key, { id = `new ${key}`, delegation }] of plan.accounts)
    accounts.set(key, { id, delegation, living: true });
  const subscriptions = new Map(stored.subscriptions);
  for (const [key, planned] of plan.subscriptions) {
    const { signedAt, namespaces } = wishes[planned.wish] as Wish;
    subscriptions.set(key, { signedAt, namespaces, since: planned.since });
  }
  return { accounts, subscriptions };
}

const anyWish = fc.record({
  account: fc.constantFrom('A', 'B'),
  device: fc.constantFrom('x', 'y'),
  signedAt: fc.integer({ min: 1, max: 6 }),
  namespaces: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 }).map((list) => list.sort()),
  delegation: fc.option(
    fc
      .record({ fill: fc.integer({ min: 1, max: 2 }), id: fc.constantFrom('1', '2') })
      .map(({ fill, id }) => lent(fill, id)),
    { nil: undefined },
  ),
});

it('a batch comes to the same as its wishes one after another', () => {
  fc.assert(
    fc.property(fc.array(anyWish, { maxLength: 12 }), fc.boolean(), fc.boolean(), (wishes, monitorOn, isRevoked) => {
      const all = { ...rules, monitorOn };
      const start = storedAccount({ delegation: { value: lent(1), signedAt: 3, revoked: isRevoked } }, { signedAt: 3 });
      const together = planSubscriptions(wishes, start, all);
      let stored = start;
      const told = new Set<string>();
      const outcomes = wishes.flatMap((one) => {
        const plan = planSubscriptions([one], stored, all);
        stored = after(stored, plan, [one]);
        for (const [key, account] of plan.accounts) if (account.tell) told.add(key);
        return plan.outcomes;
      });
      expect(together.outcomes).toEqual(outcomes);
      expect(after(start, together, wishes)).toEqual(stored);
      expect(new Set([...together.accounts].filter(([, account]) => account.tell).map(([key]) => key))).toEqual(told);
    }),
    { numRuns: 2_000 },
  );
});
