/** A simulated phone against a devnet and a relay that only checks: what it sends, from where, and what it survives. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccountId } from '../../../src/protocol/account-id';
import { delegateKeyFor, delegationToken, verifyDelegation } from '../../../src/protocol/delegation';
import { openLayer } from '../../../src/protocol/onion/unwrap';
import { readV4Request, writeV4Response } from '../../../src/protocol/onion/v4-envelope';
import { monitorText, retrieveText, unsubscribeText, verifyEd25519 } from '../../../src/protocol/signed-messages';
import { SubaccountToken } from '../../../src/protocol/subaccount';
import { x25519KeyPair } from '../../../src/protocol/x25519';
import { askNode } from '../devnet/ask-node';
import { Devnet } from '../devnet/devnet';
import { AccountOwner, GroupMember, signWith } from './account-signer';
import { OnionFailure } from './onion-courier';
import { Phone, type PhoneOptions } from './phone';
import { StorageRefusal } from './swarm-client';

interface Received {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly from: string;
  readonly byOnion: boolean;
}

const MASTER = Buffer.alloc(32, 5);

/** Answers as a relay would, to whatever comes, and remembers it. */
class CheckingRelay {
  readonly received: Received[] = [];
  readonly #keys = x25519KeyPair(Buffer.alloc(32, 8));
  readonly #server: Server = createServer(async (request, response) => response.end(await this.#answer(request)));

  static async start(): Promise<CheckingRelay> {
    const relay = new CheckingRelay();
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get address() {
    const { port } = this.#server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, x25519: this.#keys.publicKey.toString('hex') };
  }

  get last(): Received {
    return this.received.at(-1)!;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const from = request.socket.remoteAddress ?? '';
    const bytes = Buffer.concat(chunks);
    if (request.url !== '/oxen/v4/lsrpc') return this.#reply(request.url ?? '', bytes, { from, byOnion: false });
    const layer = openLayer(bytes, this.#keys);
    const { endpoint, body } = readV4Request(layer.plaintext);
    const reply = this.#reply(endpoint, body ?? Buffer.alloc(0), { from, byOnion: true });
    return layer.seal(writeV4Response({ code: 200, headers: { 'content-type': 'application/json' }, body: reply }));
  }

  #reply(path: string, bytes: Buffer, way: Pick<Received, 'from' | 'byOnion'>): Buffer {
    const body = JSON.parse(bytes.toString()) as Record<string, unknown>;
    this.received.push({ path, body, ...way });
    if (path !== '/delegation-key') return Buffer.from('{"success":true,"added":true}');
    const account = AccountId.parse(body.pubkey);
    const { publicKey } = delegateKeyFor(MASTER, account);
    const token = delegationToken(account, publicKey).toString('hex');
    return Buffer.from(JSON.stringify({ delegate: publicKey.toString('hex'), token }));
  }
}

describe('a simulated phone', () => {
  let devnet: Devnet;
  let relay: CheckingRelay;

  beforeAll(async () => {
    relay = await CheckingRelay.start();
  });

  afterAll(() => relay.stop());

  beforeEach(async () => {
    devnet = await Devnet.start({ relayTimeoutMs: 1000 });
  });

  afterEach(() => devnet.stop());

  const phone = (options: Partial<PhoneOptions> = {}) =>
    new Phone({ seedUrls: devnet.seedUrls, relay: relay.address, ...options });

  const bytes = (value: unknown, encoding: BufferEncoding = 'base64') => Buffer.from(String(value), encoding);

  it('subscribes directly, from its own address, with a delegation for the relay’s key', async () => {
    const it = phone({ localAddress: '127.0.2.7' });
    const reply = await it.subscribe({ via: 'direct' });
    expect(reply).toEqual({ status: 200, body: { success: true, added: true } });
    const { path, from, byOnion, body } = relay.last;
    expect([path, from, byOnion]).toEqual(['/subscribe', '127.0.2.7', false]);
    expect(body).toMatchObject({
      pubkey: it.account.hex,
      namespaces: [0],
      data: true,
      service: 'apns',
      service_info: { token: expect.stringMatching(/^[0-9a-f]{64}$/) },
      enc_key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const owner = bytes(body.session_ed25519, 'hex');
    expect(it.account.isOwnedBy(owner)).toBe(true);
    const text = monitorText(it.account, Number(body.sig_ts), true, [0]);
    expect(verifyEd25519(owner, text, bytes(body.signature))).toBe(true);
    const { token, signature } = body.delegation as { token: string; signature: string };
    const { publicKey } = delegateKeyFor(MASTER, it.account);
    expect(verifyDelegation(it.account, owner, publicKey, bytes(token, 'hex'), bytes(signature))).toBe(true);
  });

  it('subscribes and unsubscribes by onion, so that the relay sees a node and no node sees the account', async () => {
    const it = phone({ localAddress: '127.0.2.8' });
    await it.subscribe();
    expect(relay.last).toMatchObject({ path: '/subscribe', byOnion: true });
    expect(devnet.nodes.map(({ ip }) => ip)).toContain(relay.last.from);
    await it.unsubscribe();
    const { path, body, byOnion } = relay.last;
    expect([path, byOnion]).toEqual(['/unsubscribe', true]);
    const text = unsubscribeText(it.account, Number(body.sig_ts));
    expect(verifyEd25519(bytes(body.session_ed25519, 'hex'), text, bytes(body.signature))).toBe(true);
    expect(devnet.nodesThatKnow(it.account.hex)).toEqual([]);
    expect(devnet.nodesThatKnow(it.token)).toEqual([]);
  });

  it('subscribes as today’s apps do when it is not to delegate', async () => {
    await phone().subscribe({ delegates: false });
    expect(relay.last.path).toBe('/subscribe');
    expect(relay.last.body).not.toHaveProperty('delegation');
  });

  it('is also the owner of a group, or a member who lends nothing', async () => {
    const group = AccountOwner.ofGroup();
    await phone({ signer: group }).subscribe();
    const asOwner = relay.last.body;
    expect(asOwner).not.toHaveProperty('session_ed25519');
    expect(asOwner).toHaveProperty('delegation');
    const namespaces = [-11, 11, 12, 13, 14];
    expect(asOwner.namespaces).toEqual(namespaces);
    const signed = monitorText(group.account, Number(asOwner.sig_ts), true, namespaces);
    expect(verifyEd25519(group.account.key, signed, bytes(asOwner.signature))).toBe(true);
    await phone({ signer: new GroupMember(group) }).subscribe();
    const asMember = relay.last.body;
    expect(asMember).not.toHaveProperty('delegation');
    const token = SubaccountToken.parse(bytes(asMember.subaccount, 'hex'));
    expect(verifyEd25519(group.account.key, token.bytes, bytes(asMember.subaccount_sig))).toBe(true);
    const text = monitorText(group.account, Number(asMember.sig_ts), true, namespaces);
    expect(verifyEd25519(token.key, text, bytes(asMember.signature))).toBe(true);
  });

  it('signs nothing that lends more than reading', async () => {
    const it = phone();
    const { delegate, token } = await it.delegationKey();
    const greedy = token.replace(/^0501/, '0503');
    expect(() => it.signDelegation({ delegate, token: greedy })).toThrow('lends more');
  });

  it('stores in its swarm in any namespace, retrieves, and deletes', async () => {
    const it = phone();
    const { hash, keptBy } = await it.swarm.store({ data: Buffer.from('hello') });
    const config = await it.swarm.store({ namespace: 2, ttlMs: 20 * 24 * 60 * 60 * 1000 });
    expect([...keptBy].sort()).toEqual(devnet.swarmOf(it.account).members.map(({ ed25519 }) => ed25519));
    expect(await it.swarm.retrieve()).toMatchObject([{ hash, data: Buffer.from('hello').toString('base64') }]);
    expect(await it.swarm.retrieve(2)).toMatchObject([{ hash: config.hash }]);
    await it.swarm.delete([hash]);
    expect(await it.swarm.retrieve()).toEqual([]);
    await expect(it.swarm.store({ ttlMs: 1 })).rejects.toThrow(
      new StorageRefusal(403, 'Provided expiry/TTL is not valid.'),
    );
  });

  it('stores through an onion too, and as a member of a group', async () => {
    const group = AccountOwner.ofGroup();
    const member = phone({ signer: new GroupMember(group), localAddress: '127.0.2.9' });
    const { hash } = await member.swarm.store({ namespace: 11, via: 'onion' });
    expect(await phone({ signer: group }).swarm.retrieve(11, { via: 'onion' })).toMatchObject([{ hash }]);
    // The first store came by onion; a probe, which names nobody, is all the swarm saw of the phone's address.
    const { members } = devnet.swarmOf(group.account);
    const named = members.flatMap(({ sightings }) => sightings.all.filter(({ accounts }) => accounts.length > 0));
    expect(named.map(({ sourceAddress }) => sourceAddress)).not.toContain('127.0.2.9');
  });

  it('revokes its delegation, so that the relay’s key reads no more', async () => {
    const it = phone();
    const { hash } = await it.swarm.store();
    const { delegate, token } = await it.delegationKey();
    const lent = it.signDelegation({ delegate, token });
    const key = delegateKeyFor(MASTER, it.account);
    const asDelegate = () => {
      const timestamp = Date.now();
      return askNode(devnet.swarmOf(it.account).members[0]!.url, 'retrieve', {
        pubkey: it.account.hex,
        ...it.signer.storageCredentials(),
        timestamp,
        signature: signWith(key, retrieveText(0, timestamp)).toString('base64'),
        subaccount: lent.token,
        subaccount_sig: lent.signature,
      });
    };
    expect((await asDelegate()).body.messages).toMatchObject([{ hash }]);
    await it.revokeDelegation();
    expect((await asDelegate()).status).toBe(401);
  });

  it('finds its way around dead nodes', async () => {
    for (const node of devnet.nodes.slice(3)) await node.takeDown();
    const it = phone({ seedUrls: devnet.nodes.map(({ url }) => url) });
    expect((await it.subscribe()).status).toBe(200);
    let owner = AccountOwner.ofSessionId();
    while (devnet.swarmOf(owner.account).id !== devnet.nodes[0]!.swarm) owner = AccountOwner.ofSessionId();
    await devnet.swarmOf(owner.account).members[0]!.takeDown();
    const other = phone({ signer: owner, seedUrls: devnet.nodes.map(({ url }) => url) });
    expect((await other.swarm.store()).keptBy).toHaveLength(2);
    await expect(other.subscribe()).rejects.toThrow(new OnionFailure(0, 'fewer than 3 nodes answer'));
  });

  it('finds an account with a living swarm where most of the list is dead', async () => {
    const dead = await Devnet.start({ swarms: 10, nodesPerSwarm: 1 });
    const list = [...devnet.nodeList(), ...dead.nodeList()];
    await dead.stop();
    for (const node of devnet.nodes) node.faults.falseNodeList = list;
    const options = { seedUrls: devnet.seedUrls, relay: relay.address };
    const it = await Phone.inLivingSwarm(options, 3);
    expect((await it.subscribe()).status).toBe(200);
    expect((await it.view.swarmOf(it.account)).id).toBe(devnet.swarmOf(it.account).id);
    expect((await it.swarm.store()).keptBy).toHaveLength(3);
    await expect(Phone.inLivingSwarm(options, 4)).rejects.toThrow('no swarm has 4 nodes that answer');
  });

  it('tries another path when a node dies, is blamed, or answers nonsense', async () => {
    devnet.relayTimeoutMs = 200;
    const it = phone();
    await it.subscribe();
    await devnet.nodes[0]!.takeDown();
    devnet.nodes[1]!.faults.notReady = true;
    devnet.nodes[4]!.faults.garbage = 'wire';
    const attempts = phone({ onion: { attempts: 30 } });
    for (let round = 0; round < 3; round += 1) expect((await attempts.subscribe()).status).toBe(200);
  });

  it('follows its account when a swarm moves', async () => {
    const it = phone();
    await it.swarm.store();
    const { id, members } = devnet.swarmOf(it.account);
    const elsewhere = devnet.nodes.find(({ swarm }) => swarm !== id)!;
    for (const member of members) devnet.moveNode(member, elsewhere.swarm);
    devnet.moveNode(members[0]!, id);
    expect((await it.swarm.store()).keptBy).toEqual([members[0]!.ed25519]);
  });

  it('says so when nothing answers', async () => {
    await devnet.stop();
    await expect(phone().subscribe()).rejects.toThrow('no seed node');
  });
});
