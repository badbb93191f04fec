/** The rules of real nodes that no recording covers: who may store what, batches, limits, what cannot be read. */
import { Agent } from 'node:https';
import { AccountOwner, GroupMember, signingKey } from '../phone/account-signer';
import { post } from '../phone/https-post';
import { askNode, type NodeAnswer } from './ask-node';
import { Devnet } from './devnet';
import { delegatedRetrieve, type RetrieveFields, signedBy, storeParams } from './signed-requests';
import type { StorageNode } from './storage-node';

const DAY = 24 * 60 * 60 * 1000;

describe('a node of the devnet', () => {
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

  function ask(method: string, params: object, at: StorageNode = node): Promise<NodeAnswer> {
    return askNode(at.url, method, params);
  }

  const message = (fields: object = {}) => storeParams(owner, now, fields);
  const signed = (text: string) => signedBy(owner, text);

  describe('stores', () => {
    it('at every member, and says so twice only for the second time', async () => {
      const first = await ask('store', message());
      const second = await ask('store', message(), members[1]!);
      expect(Object.keys(first.body.swarm).sort()).toEqual(members.map(({ ed25519 }) => ed25519).sort());
      expect(Object.values(first.body.swarm).some((entry) => entry.already)).toBe(false);
      expect(Object.values(second.body.swarm).every((entry) => entry.already)).toBe(true);
      expect(members.map(({ store }) => store.messagesOf(owner.account.hex).length)).toEqual([1, 1, 1]);
    });

    it.each([
      ['a life under 10 s', { ttl: 9999 }, 403, 'Provided expiry/TTL is not valid.'],
      ['a life over 14 days', { ttl: 14 * DAY + 1 }, 403, 'Provided expiry/TTL is not valid.'],
      ['a time stamp 11 s ahead', { timestamp: 1_800_000_011_000 }, 406, 'Timestamp error: check your clock'],
      ['a message long expired', { timestamp: 1_799_999_000_000 }, 406, 'Timestamp error: check your clock'],
      ['no data', { data: undefined }, 400, "invalid request: Required field 'data' missing"],
      ['data that is no base64', { data: '%%%' }, 400, "invalid request: Invalid 'data' value: not base64 encoded"],
      ['a namespace beyond int16', { namespace: 40_000 }, 400, expect.stringContaining('out of range')],
      ['no signature where one is due', { namespace: 11 }, 401, 'store: signature required to store to namespace 11'],
    ])('not with %s', async (_, fields, status, body) => {
      expect(await ask('store', message(fields))).toEqual({ status, body });
    });

    it('for the owner up to 30 days, where only the owner may', async () => {
      const config = (ttl: number) => message({ namespace: 2, ttl, sig_timestamp: now, ...signed(`store2${now}`) });
      expect((await ask('store', config(30 * DAY))).status).toBe(200);
      expect((await ask('store', config(30 * DAY + 1))).status).toBe(403);
    });

    it('for a member of a group with a right to write, not for one who may only read', async () => {
      const group = AccountOwner.ofGroup();
      const at = devnet.swarmOf(group.account).members[0]!;
      const attempt = (member: GroupMember) =>
        ask(
          'store',
          message({
            pubkey: group.account.hex,
            namespace: 11,
            sig_timestamp: now,
            ...member.storageCredentials(),
            signature: member.sign(Buffer.from(`store11${now}`)).toString('base64'),
          }),
          at,
        );
      expect((await attempt(new GroupMember(group, 3))).status).toBe(200);
      expect(await attempt(new GroupMember(group, 1))).toEqual({
        status: 401,
        body: 'store signature verification failed',
      });
    });

    it('without the member that is down or misses stores, and never tells it later', async () => {
      await members[1]!.takeDown();
      members[2]!.faults.missesStores = true;
      const { body } = await ask('store', message());
      await members[1]!.bringUp();
      expect(body.swarm[members[1]!.ed25519]).toEqual({ failed: true, timeout: true });
      expect(body.swarm[members[2]!.ed25519]).toEqual({ failed: true, timeout: true });
      expect(members.map(({ store }) => store.messagesOf(owner.account.hex).length)).toEqual([1, 0, 0]);
    });
  });

  describe('answers a batch', () => {
    const retrieve = (fields: Partial<RetrieveFields> = {}) => {
      const delegate = signingKey();
      const right = owner.lend(delegate.publicKey, 1);
      const params = delegatedRetrieve(owner, delegate, right, { timestamp: now, ...fields });
      return { method: 'retrieve', params };
    };

    it('part by part, a foreign account with the swarm that keeps it', async () => {
      let stranger = AccountOwner.ofSessionId();
      while (devnet.swarmOf(stranger.account).id === node.swarm) stranger = AccountOwner.ofSessionId();
      const foreign = { method: 'retrieve', params: { pubkey: stranger.account.hex } };
      const { status, body } = await ask('batch', { requests: [retrieve(), foreign] });
      expect(status).toBe(200);
      expect(body.results.map(({ code }) => code)).toEqual([200, 421]);
      const keepers = devnet.swarmOf(stranger.account).members;
      expect(body.results[1]!.body.snodes.map((each) => each.pubkey_ed25519)).toEqual(
        keepers.map(({ ed25519 }) => ed25519),
      );
    });

    it.each([
      ['none at all', [], 'invalid request: Invalid batch request: no valid "requests" field'],
      ['more than 20', Array(21).fill({}), 'invalid request: Invalid batch request: subrequest limit exceeded'],
      ['an unknown method', [{ method: 'x', params: {} }], expect.stringContaining('invalid method "x"')],
      ['a batch inside', [{ method: 'batch', params: {} }], expect.stringContaining('meta-requests')],
    ])('not with %s', async (_, requests, body) => {
      expect(await ask('batch', { requests })).toEqual({ status: 400, body });
    });

    it('not at all if one last hash is unfit', async () => {
      for (const last_hash of ['A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}-`]) {
        const { status, body } = await ask('batch', { requests: [retrieve(), retrieve({ last_hash })] });
        expect([status, body]).toEqual([400, expect.stringContaining('last_hash')]);
      }
    });

    it('of 20, and a sequence only up to its first failure', async () => {
      const twenty = await ask('batch', { requests: Array(20).fill(retrieve()) });
      expect(twenty.body.results).toHaveLength(20);
      const bad = retrieve({ timestamp: now - 120_000 });
      const sequence = await ask('sequence', { requests: [retrieve(), bad, retrieve()] });
      expect(sequence.body.results.map(({ code }) => code)).toEqual([200, 406]);
    });
  });

  it('deletes for the owner at every member', async () => {
    const { hash } = (await ask('store', message())).body;
    const { status } = await ask('delete', { pubkey: owner.account.hex, messages: [hash], ...signed(`delete${hash}`) });
    expect([status, members.map(({ store }) => store.messagesOf(owner.account.hex).length)]).toEqual([200, [0, 0, 0]]);
  });

  it('sends an account it does not keep to the right swarm', async () => {
    const elsewhere = devnet.nodes.find(({ swarm }) => swarm !== node.swarm)!;
    const { status, body } = await ask('store', message(), elsewhere);
    expect([status, body.swarm, body.snodes.length]).toEqual([421, node.swarm, 3]);
  });

  it.each([
    ['no JSON', '{', 'invalid json'],
    ['an array', '[]', 'invalid json: no `method` field'],
    ['no method', '{"params":{}}', 'invalid json: no `method` field'],
    ['no params', '{"method":"info"}', 'invalid json: no `params` field'],
  ])('refuses %s', async (_, body, words) => {
    const answer = await post(`${node.url}/storage_rpc/v1`, Buffer.from(body), { timeoutMs: 5000 });
    expect([answer.status, answer.body.toString()]).toEqual([400, words]);
  });

  it('limits direct requests of one address, if asked to', async () => {
    const strict = await Devnet.start({ swarms: 1, nodesPerSwarm: 1, rateLimit: true, clock: () => now });
    const url = `${strict.nodes[0]!.url}/storage_rpc/v1`;
    const info = Buffer.from('{"method":"info","params":{}}');
    const statuses = new Map<number, number>();
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    try {
      await Promise.all(
        Array.from({ length: 610 }, async () => {
          const { status } = await post(url, info, { timeoutMs: 20_000, agent });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }),
      );
      expect(Object.fromEntries(statuses)).toEqual({ 200: 600, 429: 10 });
    } finally {
      agent.destroy();
      await strict.stop();
    }
  });
});
