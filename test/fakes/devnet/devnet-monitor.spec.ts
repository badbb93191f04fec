/** The devnet's nodes take monitors as the recorded server did: real keys, real signatures, 65 minutes, silent elsewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { curveKeyPair, Dealer } from 'zeromq';
import { type BencodeValue, decodeBencode, encodeBencode } from '../../../src/protocol/bencode';
import { readNotice, writeMonitorItems } from '../../../src/protocol/monitor-wire';
import { monitorText } from '../../../src/protocol/signed-messages';
import { z85 } from '../../../src/protocol/z85';
import { PATIENCE_MS } from '../../support/patience';
import { until } from '../../support/until';
import { AccountOwner, GroupMember } from '../phone/account-signer';
import { Phone } from '../phone/phone';
import { Devnet } from './devnet';
import { readMonitorItems, refusalOf } from './monitor-items';
import type { StorageNode } from './storage-node';

const MINUTE = 60_000;
let now = Date.now();
let devnet: Devnet;
const open: Dealer[] = [];

beforeAll(async () => {
  devnet = await Devnet.start({ swarms: 2, nodesPerSwarm: 1, clock: () => now });
});

afterAll(() => devnet.stop());

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

async function connected(node: StorageNode, serverKey = node.identity.onionKeys.publicKey): Promise<Dealer> {
  const keys = curveKeyPair();
  const socket = new Dealer({
    linger: 0,
    receiveTimeout: PATIENCE_MS,
    curveServerKey: z85(serverKey),
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
  });
  open.push(socket);
  socket.connect(`tcp://${node.ip}:${node.omqPort}`);
  await socket.send('HI');
  return socket;
}

async function ask(socket: Dealer, command: string, body: Buffer): Promise<BencodeValue | string> {
  await socket.send([command, 'tag', body]);
  const [word, tag, ...data] = await socket.receive();
  if (word?.toString() !== 'REPLY' || data.length !== 1) return [word, tag, ...data].join(' ');
  return decodeBencode(data[0] as Buffer);
}

function items(signer: AccountOwner | GroupMember, changes: { namespaces?: number[]; signedAt?: number } = {}): Buffer {
  const { namespaces = [0], signedAt = Math.floor(now / 1000) } = changes;
  return writeMonitorItems([
    {
      account: signer.account.bytes,
      ...(signer instanceof AccountOwner ? { ed25519: signer.key.publicKey } : {}),
      ...(signer instanceof GroupMember
        ? { subaccount: { token: signer.right.token, ownerSignature: signer.right.signature } }
        : {}),
      withData: true,
      namespaces,
      signature: signer.sign(monitorText(signer.account, signedAt, true, namespaces)),
      signedAt,
    },
  ]);
}

const SUCCESS = new Map([['success', 1]]);
const code = (answer: BencodeValue | string) => (answer as ReadonlyMap<string, number>).get('errcode');

it('takes what the recorded server took, for as long as the signature is young enough', () => {
  const { owner, plain_zeromq } = JSON.parse(readFileSync(join('test', 'vectors', 'monitor.json'), 'utf8'));
  const bodies = [...owner.steps, ...plain_zeromq.frames].flatMap((step) =>
    step.dir === 'C->S' && step.frames_hex.length === 3 ? [Buffer.from(step.frames_hex[2], 'hex')] : [],
  );
  expect(bodies).toHaveLength(2);
  for (const body of bodies) {
    const [item] = readMonitorItems(body)!.items;
    const at = item!.signedAt * 1000;
    expect(refusalOf(item!, at)).toBeUndefined();
    expect(refusalOf(item!, at + 15 * 24 * 60 * MINUTE)?.code).toBe(4);
    expect(refusalOf({ ...item!, namespaces: [1] }, at)?.code).toBe(5);
  }
});

it('tells of what is stored, with content, until 65 minutes have passed', async () => {
  const phone = new Phone({ seedUrls: devnet.seedUrls, relay: { url: 'http://127.0.0.1:9' }, clock: () => now });
  const [node] = devnet.swarmOf(phone.account).members;
  const socket = await connected(node!);
  expect((await socket.receive()).join()).toBe('HELLO');
  expect(await ask(socket, 'monitor.messages', items(phone.signer as AccountOwner))).toEqual(SUCCESS);
  now += 64 * MINUTE;
  await phone.swarm.store({ namespace: 0, data: Buffer.from('some content') });
  const [command, body] = (await socket.receive()) as [Buffer, Buffer];
  expect(command.toString()).toBe('notify.message');
  expect(body.includes('some content')).toBe(true);
  expect(readNotice(body)).toMatchObject({ account: phone.account.bytes, namespace: 0 });
  expect(node!.monitor.monitors).toHaveLength(1);
  now += MINUTE + 1;
  expect(node!.monitor.monitors).toHaveLength(0);
});

it('takes group members, and says why it refuses', async () => {
  const group = AccountOwner.ofGroup();
  const socket = await connected(devnet.nodes[0]!);
  await socket.receive();
  expect(await ask(socket, 'monitor.messages', items(new GroupMember(group), { namespaces: [11, 12] }))).toEqual(
    SUCCESS,
  );
  expect(code(await ask(socket, 'monitor.messages', items(new GroupMember(group, 2))))).toBe(5);
  const old = Math.floor(now / 1000) - 15 * 86_400;
  expect(code(await ask(socket, 'monitor.messages', items(group, { signedAt: old })))).toBe(4);
  expect(code(await ask(socket, 'monitor.messages', items(group, { namespaces: [2, 1] })))).toBe(3);
  expect(code(await ask(socket, 'monitor.messages', encodeBencode(new Map())))).toBe(1);
  expect(await ask(socket, 'monitor.messages', Buffer.from('nonsense'))).toMatch(/^REPLY tag 400 /);
  expect(await ask(socket, 'monitor.nothing', Buffer.alloc(0))).toBe('UNKNOWNCOMMAND monitor.nothing');
});

it('answers success for an account of another swarm, and stays silent', async () => {
  const phone = new Phone({ seedUrls: devnet.seedUrls, relay: { url: 'http://127.0.0.1:9' }, clock: () => now });
  const elsewhere = devnet.nodes.find((each) => each.swarm !== devnet.swarmOf(phone.account).id)!;
  const socket = await connected(elsewhere);
  await socket.receive();
  expect(await ask(socket, 'monitor.messages', items(phone.signer as AccountOwner))).toEqual(SUCCESS);
  await phone.swarm.store();
  expect(elsewhere.store.messagesOf(phone.account.hex)).toHaveLength(0);
});

it('forgets everything with its process', async () => {
  const [node] = devnet.nodes;
  const socket = await connected(node!);
  await socket.receive();
  await ask(socket, 'monitor.messages', items(AccountOwner.ofSessionId()));
  const port = node!.omqPort;
  await node!.takeDown();
  await node!.bringUp();
  expect(node!.omqPort).toBe(port);
  expect(node!.monitor.monitors).toHaveLength(0);
});

it('hears nobody who takes it for another node', async () => {
  const [node] = devnet.nodes;
  const before = node!.monitor.connections.size;
  const socket = await connected(node!, curveKeyPairBytes());
  await expect(
    Promise.race([socket.receive(), until(() => node!.monitor.connections.size > before, 300)]),
  ).rejects.toThrow();
});

function curveKeyPairBytes(): Buffer {
  return AccountOwner.ofSessionId().account.key;
}
