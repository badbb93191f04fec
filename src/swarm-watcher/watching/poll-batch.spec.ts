/** What goes to a member: byte for byte what the protocol's own writer makes, and signatures used as long as they hold. */
import { accountId, keyFor, messageHash, nodeIn, orderFor } from '../../../test/swarm-watcher/makers';
import { delegationToken } from '../../protocol/delegation';
import { retrieveText, verifyEd25519 } from '../../protocol/signed-messages';
import { batchBody, retrieveParams } from '../../protocol/storage-requests';
import { AccountRows } from './account-rows';
import { memberName, NO_CURSORS, withAnchor } from './cursors';
import { BatchWriter } from './poll-batch';
import type { WatchOrder } from './watch-order';
import { WatchedAccount } from './watched-account';

const rows = new AccountRows();
const NOW = 1_795_403_867_000;

interface Params {
  readonly namespace: number;
  readonly timestamp: number;
  readonly signature: string;
}

function writer() {
  let derived = 0;
  const made = new BatchWriter((account) => {
    derived += 1;
    return keyFor(account);
  });
  return { writer: made, derived: () => derived };
}

function accountOf(order: WatchOrder, seat = 0): WatchedAccount {
  rows.open(seat, Number(order.accountId), order.account.bytes);
  rows.write(seat, order);
  const account = new WatchedAccount(seat, rows);
  account.lend(order.delegation);
  return account;
}

function asksOf(account: WatchedAccount) {
  return account.namespaces.map((namespace, position) => ({ account, position, namespace }));
}

function paramsOf(payload: Buffer): Params[] {
  const { params } = JSON.parse(payload.toString('utf8')) as { params: { requests: { params: Params }[] } };
  return params.requests.map((request) => request.params);
}

function expectedOf(order: WatchOrder, account: WatchedAccount, position: number, lastHash?: string) {
  const { delegation } = order;
  return retrieveParams({
    account: order.account,
    ownerEd25519: delegation.ownerEd25519 ?? Buffer.alloc(32),
    namespace: order.namespaces[position]!.namespace,
    ...(lastHash === undefined ? {} : { lastHash }),
    timestampMs: account.signedFor,
    signature: Buffer.from(account.signatureFor(position), 'base64'),
    subaccountToken: delegationToken(order.account, keyFor(order.account).publicKey),
    subaccountSignature: delegation.signature,
    maxSize: -20,
  });
}

describe('batch of retrieves', () => {
  it('says what the protocol room would have written, for accounts and groups, with and without a cursor', () => {
    const { writer: batches } = writer();
    const member = nodeIn('1');
    const orders = [orderFor(accountId(5), [-11, 0, 11]), orderFor(accountId(3), [11])];
    const accounts = orders.map(accountOf);
    const hash = messageHash();
    const place = { namespace: 0, member: memberName(member.ed25519) };
    accounts[0]!.cursors = withAnchor(NO_CURSORS, place, { hash, expiresAt: NOW }, []);
    for (const account of accounts) expect(batches.sign(account, NOW)).toBe(true);
    const payload = batches.write(accounts.flatMap(asksOf), member);
    const expected = [
      expectedOf(orders[0]!, accounts[0]!, 0),
      expectedOf(orders[0]!, accounts[0]!, 1, hash),
      expectedOf(orders[0]!, accounts[0]!, 2),
      expectedOf(orders[1]!, accounts[1]!, 0),
    ].map((params) => ({ method: 'retrieve', params }));
    expect(JSON.parse(payload.toString('utf8'))).toEqual(JSON.parse(batchBody(expected).toString('utf8')));
    expect(paramsOf(payload)[3]).not.toHaveProperty('pubkey_ed25519');
  });

  it('is signed by the delegate, for each namespace', () => {
    const { writer: batches } = writer();
    const order = orderFor(accountId(), [-11, 0, 11]);
    const account = accountOf(order);
    batches.sign(account, NOW);
    for (const { namespace, timestamp, signature } of paramsOf(batches.write(asksOf(account), nodeIn('1')))) {
      const text = retrieveText(namespace, timestamp);
      expect(verifyEd25519(keyFor(order.account).publicKey, text, Buffer.from(signature, 'base64'))).toBe(true);
    }
  });

  it('keeps signatures as long as every honest clock takes them, and no longer', () => {
    const { writer: batches, derived } = writer();
    const account = accountOf(orderFor());
    const stamps = new Set<number>();
    for (let now = NOW; now <= NOW + 600_000; now += 1_000) {
      batches.sign(account, now);
      const [params] = paramsOf(batches.write(asksOf(account), nodeIn('1')));
      expect(Math.abs(params!.timestamp - now)).toBeLessThanOrEqual(33_000);
      stamps.add(params!.timestamp);
    }
    expect(stamps.size).toBeLessThanOrEqual(10);
    expect(derived()).toBe(1);
  });

  it('signs anew when time jumps back or a node doubts the time', () => {
    const { writer: batches } = writer();
    const account = accountOf(orderFor());
    batches.sign(account, NOW);
    const first = account.signedFor;
    batches.sign(account, NOW - 40_000);
    expect(account.signedFor).toBe(first - 40_000);
    account.forgetSignatures();
    batches.sign(account, NOW - 39_999);
    expect(account.signedFor).toBe(first - 39_999);
  });

  it('derives the key again for another delegation, and asks for nothing without a key', () => {
    const keys = { derived: 0, has: true };
    const batches = new BatchWriter((account) => {
      keys.derived += 1;
      return keys.has ? keyFor(account) : undefined;
    });
    const order = orderFor();
    const account = accountOf(order, 3);
    batches.sign(account, NOW);
    expect(account.lend({ ...order.delegation, masterKeyId: '2' })).toBe(true);
    account.forgetSignatures();
    batches.forgetKey(account.seat);
    keys.has = false;
    expect(batches.sign(account, NOW)).toBe(false);
    keys.has = true;
    expect(batches.sign(account, NOW)).toBe(true);
    expect(keys.derived).toBe(3);
  });
});
