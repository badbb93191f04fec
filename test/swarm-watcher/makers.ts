/** Nodes, orders and messages for tests of the watcher; valid by default. */
import { randomBytes } from 'node:crypto';
import { AccountId } from '../../src/protocol/account-id';
import { type DelegateKey, delegateKeyFor } from '../../src/protocol/delegation';
import type { ServiceNode } from '../../src/protocol/service-node';
import type { WatchOrder } from '../../src/swarm-watcher/watching/watch-order';

const MASTER_KEY = Buffer.alloc(32, 9);

export function keyFor(account: AccountId): DelegateKey {
  return delegateKeyFor(MASTER_KEY, account);
}

export function nodeIn(swarm: string, ed25519: string = randomBytes(32).toString('hex')): ServiceNode {
  return { ed25519, x25519: randomBytes(32).toString('hex'), ip: '10.0.0.1', port: 22021, omqPort: 22020, swarm };
}

export function accountId(prefix: 3 | 5 = 5): AccountId {
  return AccountId.fromBytes(Buffer.concat([Buffer.of(prefix), randomBytes(32)]));
}

/** An account whose place on the circle is `position` (16 hex digits). */
export function accountAt(position: string): AccountId {
  return AccountId.parse(`05${position}${'0'.repeat(48)}`);
}

let made = 0;

export function orderFor(
  account: AccountId = accountId(),
  namespaces: readonly number[] = [0],
  changes: Partial<WatchOrder> = {},
): WatchOrder {
  made += 1;
  return {
    accountId: String(made),
    account,
    namespaces: namespaces.map((namespace) => ({ namespace, since: 1_000 })),
    expiresAt: 8.64e15,
    delegation: {
      ...(account.prefix === 3 ? {} : { ownerEd25519: randomBytes(32) }),
      masterKeyId: '1',
      signature: randomBytes(64),
      signedAt: 5,
      version: made,
    },
    ...changes,
  };
}

export function messageHash(): string {
  return randomBytes(32).toString('base64').slice(0, 43);
}
