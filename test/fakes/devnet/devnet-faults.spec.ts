/** Every switch of a node does what it says, only where it says, and heals. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { readNodeAnswer, wrapForNode } from '../../../src/protocol/onion/wrap';
import { readServiceNodes } from '../../../src/protocol/service-node';
import { readBatchAnswer } from '../../../src/protocol/storage-requests';
import { PATIENCE_MS } from '../../support/patience';
import { AccountOwner } from '../phone/account-signer';
import { PostFailure, post } from '../phone/https-post';
import { type AnswerBody, askNode } from './ask-node';
import { Devnet } from './devnet';
import type { NodeFaults } from './node-faults';
import type { StorageNode } from './storage-node';

const MIB = 1024 * 1024;

describe('a node with a fault', () => {
  let devnet: Devnet;
  let owner: AccountOwner;
  let path: [StorageNode, StorageNode, StorageNode];
  let liar: StorageNode;

  beforeAll(async () => {
    devnet = await Devnet.start({ relayTimeoutMs: PATIENCE_MS });
  });

  afterAll(() => devnet.stop());

  beforeEach(async () => {
    owner = AccountOwner.ofSessionId();
    const { members } = devnet.swarmOf(owner.account);
    liar = members[0]!;
    const others = devnet.nodes.filter(({ swarm }) => swarm !== liar.swarm);
    path = [others[0]!, others[1]!, liar];
    const params = { pubkey: owner.account.hex, timestamp: Date.now(), ttl: 3_600_000, data: 'aGVsbG8=' };
    await askNode(liar.url, 'store', params);
  });

  afterEach(async () => {
    for (const node of devnet.nodes) {
      node.heal();
      await node.bringUp();
    }
  });

  function retrieve() {
    const timestamp = Date.now();
    const signature = owner.sign(Buffer.from(`retrieve${timestamp}`)).toString('base64');
    const params = { pubkey: owner.account.hex, ...owner.storageCredentials(), timestamp, signature };
    return Buffer.from(JSON.stringify({ method: 'batch', params: { requests: [{ method: 'retrieve', params }] } }));
  }

  const wire = (payload: Buffer = retrieve(), timeoutMs = PATIENCE_MS) => {
    const request = wrapForNode(path, payload);
    return { request, answer: post(`${path[0].url}/onion_req/v2`, request.wire, { timeoutMs }) };
  };

  async function plain(payload?: Buffer): Promise<Buffer> {
    const { request, answer } = wire(payload);
    return request.open((await answer).body);
  }

  async function told(): Promise<AnswerBody['results'][number]> {
    const { body } = JSON.parse((await plain()).toString()) as { body: AnswerBody };
    return body.results[0]!;
  }

  it('is none at first', async () => {
    const { code, body } = await told();
    expect([code, body.messages.length]).toEqual([200, 1]);
    const { answers } = readBatchAnswer(readNodeAnswer(await plain()).body, 1);
    expect(answers).toMatchObject([{ kind: 'messages', messages: [{ hash: body.messages[0]?.hash }] }]);
  });

  it('refuses connections while down and serves on the same port afterwards', async () => {
    const { port } = liar;
    await liar.takeDown();
    const info = Buffer.from('{"method":"info","params":{}}');
    await expect(post(`${liar.url}/storage_rpc/v1`, info, { timeoutMs: PATIENCE_MS })).rejects.toMatchObject({
      kind: 'refused',
    });
    await liar.bringUp();
    expect(liar.port).toBe(port);
    expect((await told()).code).toBe(200);
  });

  it('answers late', async () => {
    path[0].faults.slowMs = 20;
    expect((await told()).code).toBe(200);
    path[0].faults.slowMs = 600_000;
    await expect(wire(retrieve(), 200).answer).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('stalls', async () => {
    path[0].faults.stalls = true;
    await expect(wire(retrieve(), 200).answer).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('closes in the middle of an answer', async () => {
    path[0].faults.closesMidAnswer = true;
    const failure = await wire().answer.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PostFailure);
    expect(failure).toMatchObject({ kind: 'broken' });
  });

  it('answers garbage: on the wire, sealed, as absurd JSON, or nested without end', async () => {
    liar.faults.garbage = 'wire';
    await expect(plain()).rejects.toThrow();
    liar.faults.garbage = 'plain';
    expect(() => readNodeAnswer(Buffer.alloc(1))).toThrow();
    const random = await plain();
    expect(() => readNodeAnswer(random)).toThrow();
    liar.faults.garbage = 'json';
    expect(readNodeAnswer(await plain()).status).toBe(200);
    liar.faults.garbage = 'deep';
    expect((await plain()).toString()).toContain('['.repeat(1000));
  });

  it('answers with 10 MiB, on the wire or rightly sealed', async () => {
    liar.faults.huge = 'wire';
    expect((await wire().answer).body.length).toBe(10 * MIB);
    liar.faults.huge = 'plain';
    const { request, answer } = wire();
    const { body } = await answer;
    expect(body.length).toBeLessThanOrEqual(10 * MIB);
    expect(body.length).toBeGreaterThan(10 * MIB - 100);
    const { answers } = readBatchAnswer(readNodeAnswer(request.open(body)).body, 1);
    expect(answers).toMatchObject([{ kind: 'messages', more: true }]);
  });

  it('may be at fault only as relay or only as destination', async () => {
    liar.faults.garbage = 'wire';
    liar.faults.only = 'asRelay';
    expect((await told()).code).toBe(200);
    liar.faults.only = 'asDestination';
    await expect(plain()).rejects.toThrow();
    path[1].faults.garbage = 'wire';
    path[1].faults.only = 'asDestination';
    liar.heal();
    expect((await told()).code).toBe(200);
  });

  it.each([401, 421, 406] as const)('always answers %i', async (status) => {
    liar.faults.always = status;
    expect((await told()).code).toBe(status);
  });

  it('replays the messages of another account', async () => {
    let other = AccountOwner.ofSessionId();
    while (devnet.swarmOf(other.account).id !== liar.swarm) other = AccountOwner.ofSessionId();
    const params = { pubkey: other.account.hex, timestamp: Date.now(), ttl: 60_000, data: 'b3RoZXI=' };
    await askNode(liar.url, 'store', params);
    liar.faults.replays = other.account.hex;
    expect((await told()).body.messages).toMatchObject([{ data: 'b3RoZXI=' }]);
  });

  it('invents a fitting hash, another each time', async () => {
    liar.faults.inventsHashes = 'valid';
    const hashes = [await told(), await told()].map(({ body }) => body.messages.at(-1)?.hash);
    expect(hashes).toEqual([expect.stringMatching(/^[\w+/]{43}$/), expect.stringMatching(/^[\w+/]{43}$/)]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('invents unfit hashes', async () => {
    liar.faults.inventsHashes = 'invalid';
    const { answers } = readBatchAnswer(readNodeAnswer(await plain()).body, 1);
    expect(answers).toMatchObject([{ kind: 'messages', messages: [expect.anything()] }]);
    expect((await told()).body.messages.length).toBeGreaterThan(5);
  });

  const lifeOf = ({ messages: [message] }: AnswerBody) => (message?.expiration ?? 0) - (message?.timestamp ?? 0);
  const lies: [string, Partial<NodeFaults>, (body: AnswerBody) => unknown, unknown][] = [
    ['omits messages', { omitsMessages: true }, (body) => body.messages, []],
    ['claims that messages are short-lived', { claimsShortLived: true }, lifeOf, 20_000],
    ['shifts the times of messages', { falseTimestampBy: 3_600_000 }, lifeOf, 0],
    ['lets messages live longer', { falseExpirationBy: 1000 }, lifeOf, 3_601_000],
    ['says anything at all', { rewrites: () => 'none' }, (body) => body.messages, 'none'],
  ];
  it.each(lies)('%s', async (_, faults, read, expected) => {
    Object.assign(liar.faults, faults);
    expect(read((await told()).body)).toEqual(expected);
  });

  it('tells a false time', async () => {
    liar.faults.falseTBy = -3_600_000;
    expect((await told()).body.t).toBeLessThan(Date.now() - 3_500_000);
  });

  it('goes down at once, whoever is just shaking hands with it', async () => {
    const stranger = connect(liar.port, liar.ip);
    await once(stranger, 'connect');
    const closed = once(stranger, 'close');
    await liar.takeDown();
    await closed;
  });

  it('tells of false nodes', async () => {
    const list = devnet.nodeList().map((state) => ({ ...state, public_ip: '127.9.9.9' }));
    path[0].faults.falseNodeList = list;
    const params = { endpoint: 'get_service_nodes', params: {} };
    const nodes = readServiceNodes((await askNode(path[0].url, 'oxend_request', params)).body);
    expect(new Set(nodes.map(({ ip }) => ip))).toEqual(new Set(['127.9.9.9']));
    expect(nodes).toHaveLength(6);
  });

  it('blames a node that did nothing', async () => {
    path[1].faults.blames = path[2].ed25519;
    const answer = await wire().answer;
    expect([answer.status, answer.body.toString()]).toEqual([502, `Next node not found: ${path[2].ed25519}`]);
    path[1].heal();
    path[0].faults.blames = 'next';
    expect((await wire().answer).body.toString()).toBe(`Next node not found: ${path[1].ed25519}`);
  });
});
