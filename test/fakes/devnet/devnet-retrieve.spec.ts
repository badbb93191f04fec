/** Who may retrieve what from a node, for how long, and in which order and portions. */
import { AccountOwner, type LentRight, signingKey } from '../phone/account-signer';
import { askNode, type NodeAnswer } from './ask-node';
import { Devnet } from './devnet';
import { delegatedRetrieve, type RetrieveFields, signedBy, storeParams, tokenChange } from './signed-requests';
import type { StorageNode } from './storage-node';

describe('a node of the devnet', () => {
  const delegate = signingKey();
  let devnet: Devnet;
  let now: number;
  let owner: AccountOwner;
  let members: readonly StorageNode[];
  let node: StorageNode;

  beforeEach(async () => {
    now = 1_800_000_000_000;
    devnet = await Devnet.start({ clock: () => now });
    owner = AccountOwner.ofSessionId();
    members = devnet.swarmOf(owner.account).members;
    node = members[0]!;
  });

  afterEach(() => devnet.stop());

  const ask = (method: string, params: object, at: StorageNode = node) => askNode(at.url, method, params);

  function retrieve(right: LentRight, fields: Partial<RetrieveFields> = {}, at: StorageNode = node) {
    return ask('retrieve', delegatedRetrieve(owner, delegate, right, { timestamp: now, ...fields }), at);
  }

  async function storeMany(count: number): Promise<string[]> {
    const hashes: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const data = Buffer.from(`message ${Math.random()}`).toString('base64');
      hashes.push((await ask('store', storeParams(owner, now, { data }))).body.hash);
    }
    return hashes;
  }

  const hashesOf = ({ body }: NodeAnswer): string[] => body.messages.map(({ hash }) => hash);

  describe('lets a delegate retrieve', () => {
    let right: LentRight;

    beforeEach(async () => {
      right = owner.lend(delegate.publicKey, 1);
      await storeMany(1);
    });

    const refused = { status: 401, body: 'retrieve signature verification failed' };

    it('with a token that lends reading', async () => {
      const { status, body } = await retrieve(right);
      expect([status, body.messages.length, body.more, body.t, body.hf]).toEqual([200, 1, false, now, [19, 4]]);
    });

    it('not with a token that lends only writing, of another prefix, by another owner, or for another key', async () => {
      const otherPrefix = owner.lend(delegate.publicKey, 1);
      otherPrefix.token[0] = 3;
      const resigned = { token: otherPrefix.token, signature: owner.sign(otherPrefix.token) };
      const foreign = AccountOwner.ofSessionId().lend(delegate.publicKey, 1);
      for (const bad of [
        owner.lend(delegate.publicKey, 2),
        resigned,
        { token: right.token, signature: foreign.signature },
        owner.lend(signingKey().publicKey, 1),
      ]) {
        expect(await retrieve(bad)).toEqual(refused);
      }
      resigned.token[1] = 9;
      const anyPrefix = { token: resigned.token, signature: owner.sign(resigned.token) };
      expect((await retrieve(anyPrefix)).status).toBe(200);
    });

    it('not when the Ed25519 key is not the account’s', async () => {
      const stranger = AccountOwner.ofSessionId();
      expect(await retrieve(right, { ...stranger.storageCredentials() })).toEqual(refused);
    });

    it('only within 60 s of its own clock', async () => {
      for (const [by, status] of [
        [60_000, 200],
        [-60_000, 200],
        [60_001, 406],
        [-60_001, 406],
      ] as const) {
        expect((await retrieve(right, { timestamp: now + by })).status).toBe(status);
      }
      node.faults.clockSkewMs = 61_000;
      expect(await retrieve(right)).toEqual({
        status: 406,
        body: 'retrieve timestamp too far from current time',
      });
    });

    it('until the owner revokes the token, except where the network says why', async () => {
      await storeConfig(-11);
      expect((await ask('revoke_subaccount', tokenChange(owner, right.token, now))).status).toBe(200);
      expect(await retrieve(right, {}, members[1]!)).toEqual(refused);
      expect((await retrieve(right, { namespace: -11 })).body.messages).toHaveLength(1);
      const list = await ask('revoked_subaccounts', {
        pubkey: owner.account.hex,
        timestamp: now,
        ...signedBy(owner, `revoked_subaccounts${now}`),
      });
      expect(list.body.revoked_subaccounts).toEqual([right.token.toString('base64')]);
      await ask('unrevoke_subaccount', tokenChange(owner, right.token, now, 'unrevoke'));
      expect((await retrieve(right)).status).toBe(200);
    });

    it('again after its last message is gone, for revocations go with it', async () => {
      await ask('revoke_subaccount', tokenChange(owner, right.token, now));
      now += 60_001;
      expect((await retrieve(right)).body.messages).toEqual([]);
    });

    async function storeConfig(namespace: number): Promise<void> {
      await ask(
        'store',
        storeParams(owner, now, { namespace, sig_timestamp: now, ...signedBy(owner, `store${namespace}${now}`) }),
      );
    }
  });

  describe('pages', () => {
    const right = (): LentRight => owner.lend(delegate.publicKey, 1);

    it('after the last hash in its own order, and from the beginning for a hash it does not hold', async () => {
      const hashes = await storeMany(3);
      const from = (last_hash: string) => retrieve(right(), { last_hash });
      expect(hashesOf(await from(hashes[0]!))).toEqual(hashes.slice(1));
      expect(hashesOf(await from(hashes[2]!))).toEqual([]);
      expect(hashesOf(await from('A'.repeat(43)))).toEqual(hashes);
    });

    it('in the order of arrival here, which need not be that of another member', async () => {
      members[1]!.faults.missesStores = true;
      const [early] = await storeMany(1);
      members[1]!.faults.missesStores = false;
      const [late] = await storeMany(1);
      const missed = node.store.messagesOf(owner.account.hex)[0]!;
      members[1]!.store.add(missed);
      expect(hashesOf(await retrieve(right()))).toEqual([early, late]);
      expect(hashesOf(await retrieve(right(), {}, members[1]!))).toEqual([late, early]);
    });

    it('by count and by size, and says whether there is more', async () => {
      const hashes = await storeMany(3);
      const two = await retrieve(right(), { max_count: 2 });
      expect([hashesOf(two), two.body.more]).toEqual([hashes.slice(0, 2), true]);
      const tiny = await retrieve(right(), { max_size: 1 });
      expect([hashesOf(tiny), tiny.body.more]).toEqual([hashes.slice(0, 1), true]);
      const share = await retrieve(right(), { max_size: -20 });
      expect([hashesOf(share), share.body.more]).toEqual([hashes, false]);
    });

    it('at most one n-th of the most for a negative size', async () => {
      const data = Buffer.alloc(76_800).toString('base64').slice(0, -4);
      for (let index = 0; index < 8; index += 1) {
        await ask('store', storeParams(owner, now, { data: `${data}${String(index).padStart(4, '0')}` }));
      }
      const share = await retrieve(right(), { max_size: -20 });
      expect(share.body.more).toBe(true);
      expect(JSON.stringify(share.body).length).toBeLessThan((10 * 1024 * 1024) / 20);
      expect((await retrieve(right(), { max_size: -1 })).body.more).toBe(false);
    });

    it('nothing that has expired', async () => {
      await storeMany(1);
      now += 60_001;
      expect(hashesOf(await retrieve(right()))).toEqual([]);
    });
  });
});
