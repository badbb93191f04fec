/** Onions through the devnet: passed on, blamed, refused in the recorded words, and what each node learns of them. */

import { splitLayer } from '../../../src/protocol/onion/unwrap';
import { type OnionHop, readNodeAnswer, wrapForNode, wrapForServer } from '../../../src/protocol/onion/wrap';
import { PATIENCE_MS } from '../../support/patience';
import { AccountOwner } from '../phone/account-signer';
import { post } from '../phone/https-post';
import { Devnet } from './devnet';
import type { StorageNode } from './storage-node';

const INFO = Buffer.from('{"method":"info","params":{}}');

describe('an onion through the devnet', () => {
  let devnet: Devnet;
  let path: [StorageNode, StorageNode, StorageNode];

  beforeEach(async () => {
    devnet = await Devnet.start({ relayTimeoutMs: PATIENCE_MS });
    path = [devnet.nodes[0]!, devnet.nodes[3]!, devnet.nodes[1]!];
  });

  afterEach(() => devnet.stop());

  const send = (entry: StorageNode, wire: Buffer) =>
    post(`${entry.url}/onion_req/v2`, wire, { timeoutMs: PATIENCE_MS });

  async function ask(hops: readonly OnionHop[], payload: Buffer = INFO) {
    const request = wrapForNode(hops, payload);
    const answer = await send(path[0], request.wire);
    return answer.status === 200
      ? readNodeAnswer(request.open(answer.body))
      : { status: answer.status, clear: answer.body.toString() };
  }

  it('reaches its destination and back', async () => {
    const answer = await ask(path);
    expect(answer).toEqual({ status: 200, body: expect.objectContaining({ version: [2, 8, 0] }) });
    expect(path.map(({ sightings }) => sightings.all.map(({ role }) => role))).toEqual([
      ['relay'],
      ['relay'],
      ['destination'],
    ]);
  });

  it('shows the entry who asks but no account, and the destination an account but not who asks', async () => {
    const owner = AccountOwner.ofSessionId();
    const { hex } = owner.account;
    await ask(path, Buffer.from(JSON.stringify({ method: 'retrieve', params: { pubkey: hex } })));
    expect(devnet.nodesThatKnow(hex)).toEqual([path[2]]);
    expect(path[0].sightings.sourceAddresses()).toEqual(new Set(['127.0.0.1']));
    expect(path[1].sightings.sourceAddresses()).toEqual(new Set([path[0].ip]));
    expect(path[2].sightings.sourceAddresses()).toEqual(new Set([path[1].ip]));
    expect(path[2].sightings.all[0]).toMatchObject({ methods: ['retrieve'], accounts: [hex] });
    expect(path[0].sightings.all[0]).toMatchObject({ methods: [], accounts: [], passedTo: path[1].ed25519 });
  });

  it('names in clear text a next node that is not in the list', async () => {
    const stranger = { ed25519: 'ab'.repeat(32), x25519: path[1].x25519 };
    expect(await ask([path[0], stranger, path[2]])).toEqual({
      status: 502,
      clear: `Next node not found: ${'ab'.repeat(32)}`,
    });
  });

  it('names in clear text a node that is not ready, and an entry says so of itself', async () => {
    path[1].faults.notReady = true;
    expect(await ask(path)).toEqual({ status: 503, clear: `Snode not ready: ${path[1].ed25519}` });
    path[0].faults.notReady = true;
    expect(await ask(path)).toEqual({ status: 503, clear: expect.stringMatching(/^Service node is not ready/) });
  });

  it('times out when the next node is down, or stalls', async () => {
    devnet.relayTimeoutMs = 150;
    await path[2].takeDown();
    expect(await ask(path)).toEqual({ status: 504, clear: 'Request time out' });
    await path[2].bringUp();
    path[2].faults.stalls = true;
    expect(await ask(path)).toEqual({ status: 504, clear: 'Request time out' });
  });

  it('is refused when a layer does not decrypt or cannot be read', async () => {
    const wrongKey = { ed25519: path[1].ed25519, x25519: path[2].x25519 };
    expect(await ask([path[0], wrongKey, path[2]])).toEqual({ status: 400, clear: 'Invalid ciphertext' });
    const answer = await send(path[0], Buffer.from('no onion'));
    expect([answer.status, answer.body.toString()]).toEqual([
      400,
      expect.stringMatching(/^Error parsing onion request: /),
    ]);
  });

  it('is refused above 10 MiB', async () => {
    const answer = await send(path[0], Buffer.alloc(10 * 1024 * 1024 + 1));
    expect(answer.status).toBe(413);
  });

  it('goes at most 15 hops', async () => {
    const { wire } = wrapForNode(path, INFO);
    const { blob, json } = splitLayer(wire);
    const at = (hop_no: number): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(blob.length);
      return Buffer.concat([length, blob, Buffer.from(JSON.stringify({ ...json, hop_no }))]);
    };
    expect((await send(path[0], at(13))).status).toBe(200);
    const tooFar = await send(path[0], at(14));
    expect([tooFar.status, tooFar.body.toString()]).toEqual([400, 'onion request max path length exceeded']);
  });

  it.each([
    ['a foreign path', { target: '/subscribe' }],
    ['a query', { target: '/oxen/v4/lsrpc?x' }],
    ['another end', { target: '/oxen/v4/lsrpc/' }],
  ])('reaches no server outside at %s', async (_, { target }) => {
    const server = { x25519: Buffer.alloc(32, 9), host: '127.0.0.1', port: 1, protocol: 'http' as const };
    const request = wrapForServer(path, { ...server, target }, Buffer.from('x'));
    const answer = await send(path[0], request.wire);
    expect(answer.status).toBe(200);
    // The refusal is sealed for the phone under the last hop's key, and so it does not open as the server's.
    expect(() => request.open(answer.body)).toThrow();
    expect(path[2].sightings.count('refused')).toBe(1);
  });

  it('says when a server outside does not answer', async () => {
    const server = { x25519: Buffer.alloc(32, 9), host: '127.0.0.1', port: 1, protocol: 'http' as const };
    const request = wrapForServer(path, { ...server, target: '/oxen/v4/lsrpc' }, Buffer.from('x'));
    const answer = await send(path[0], request.wire);
    expect([answer.status, answer.body.toString()]).toEqual([502, 'Could not connect']);
  });
});
