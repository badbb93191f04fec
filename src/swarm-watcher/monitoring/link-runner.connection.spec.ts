/** What goes over the connections, and what becomes of all that nodes may say to it. */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { accountAt, messageHash, nodeIn } from '../../../test/swarm-watcher/makers';
import { Log } from '../../platform/telemetry/log.service';
import { type BencodeValue, decodeBencode, encodeBencode } from '../../protocol/bencode';
import type { ServiceNode } from '../../protocol/service-node';
import { SwarmMap } from '../../protocol/swarm-map';
import type { MonitoredAccounts, MonitorSignature } from '../../subscriptions/monitored-accounts.service';
import { WatcherStats } from '../watcher-stats';
import { ItemRefusals } from './item-refusals';
import { LinkRunner } from './link-runner.connection';
import { MonitoredSwarms } from './monitored-swarms';
import type { LinkListener, LinkMaker, NodeLink } from './node-link.connection';
import { NoticeDesk } from './notice-desk';
import { RequestComposer } from './request-composer.service';
import { WaitingMessages } from './waiting-messages';

const TAKEN = new Map([['success', 1]]);
const refused = (code: number) =>
  new Map<string, BencodeValue>([
    ['errcode', code],
    ['error', Buffer.from('words')],
  ]);

/** Each five says nothing that a node may say. */
const MALFORMED: readonly (readonly Buffer[])[] = [
  [],
  [Buffer.from('notify.message')],
  [Buffer.from('notify.message'), Buffer.from('d1:@99999999999999999999:')],
  [Buffer.from('notify.message'), Buffer.from('d1:@i5e1:hi5e1:n1:x1:tle1:zdee')],
  [Buffer.from('notify.message'), Buffer.from('de'), Buffer.from('de')],
];

/** One node at its end of a connection. */
class Peer {
  isClosed = false;
  private readonly frames: (readonly Buffer[])[] = [];

  constructor(
    readonly node: ServiceNode,
    private readonly listener: LinkListener,
  ) {}

  send(frames: readonly Buffer[]): void {
    this.frames.push(frames);
  }

  close(): void {
    this.isClosed = true;
  }

  /** The requests that came since it was last looked: tags, and the signatures shown. */
  requests(): { readonly tag: string; readonly signatures: readonly string[] }[] {
    const asked = this.frames.splice(0).filter(([command]) => command?.toString() === 'monitor.messages');
    return asked.map(([, tag, body]) => ({ tag: String(tag), signatures: signaturesIn(body as Buffer) }));
  }

  async say(...words: readonly (string | BencodeValue)[]): Promise<void> {
    this.listener.said(words.map((word) => (typeof word === 'string' ? Buffer.from(word) : encodeBencode(word))));
    await settled();
  }

  async sayBytes(frames: readonly Buffer[]): Promise<void> {
    this.listener.said([...frames]);
    await settled();
  }

  /** Answers what it was asked last, the same to every item. */
  async answer(answer: BencodeValue): Promise<void> {
    const [request] = this.requests();
    const { tag, signatures } = request as NonNullable<typeof request>;
    await this.say('REPLY', tag, signatures.length === 1 ? answer : signatures.map(() => answer));
  }

  break(): void {
    this.listener.broken();
  }
}

function signaturesIn(body: Buffer): string[] {
  const items = decodeBencode(body);
  const list = (Array.isArray(items) ? items : [items]) as ReadonlyMap<string, BencodeValue>[];
  return list.map((item) => (item.get('s') as Buffer).toString('latin1', 0, 1));
}

/** What was begun with promises only has come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

class Scene {
  readonly stats = new WatcherStats();
  readonly waiting = new WaitingMessages(messageHash);
  readonly account = accountAt('0000000000000001').bytes;
  readonly nodes = [nodeIn('1'), nodeIn('1'), nodeIn('1')];
  readonly peers: Peer[] = [];
  readonly swarms = new MonitoredSwarms(1, () => 0.5);
  readonly runner: LinkRunner;
  readonly signatures = new Map<number, MonitorSignature[]>();
  clockComplaints = 0;
  /** Before this nothing is read of the database. */
  reading: Promise<void> = Promise.resolve();

  constructor() {
    const { swarms, stats, waiting } = this;
    const monitored = {
      wakeNamespaces: [0, 11],
      signatures: async (ids: readonly number[]) => {
        const found = new Map(ids.map((id) => [id, this.signatures.get(id) ?? []]));
        await this.reading;
        return found;
      },
    } as unknown as MonitoredAccounts;
    this.runner = new LinkRunner({
      ...{ swarms, stats, log: new Log(), refusals: new ItemRefusals() },
      desk: new NoticeDesk(swarms, waiting, new Set([0, 11]), stats, () => 1_795_000_000_000),
      composer: new RequestComposer(monitored),
      maker: { open: (node: ServiceNode, listener: LinkListener) => this.open(node, listener) } as LinkMaker,
      wrongClock: () => {
        this.clockComplaints += 1;
      },
      noticed: () => undefined,
    });
    swarms.share({ owns: () => true }, performance.now());
    swarms.know(SwarmMap.of(this.nodes), performance.now());
  }

  private open(node: ServiceNode, listener: LinkListener): NodeLink {
    const peer = new Peer(node, listener);
    this.peers.push(peer);
    return peer as unknown as NodeLink;
  }

  /** A phone subscribed, or signed anew: one letter for each signature, with the namespaces it covers. */
  async subscribe(id: number, signed: Readonly<Record<string, readonly number[]>>, account = this.account) {
    this.signatures.set(
      id,
      Object.entries(signed).map(([letter, namespaces]) => ({
        accountId: id,
        namespaces,
        withData: true,
        signature: Buffer.alloc(64, letter),
        signedAt: 1,
        ed25519: Buffer.alloc(32, 7),
      })),
    );
    this.swarms.put(id, account, performance.now());
    this.runner.advance();
    await settled();
  }

  async greeted(): Promise<readonly [Peer, Peer, Peer]> {
    for (const peer of this.peers) await peer.say('HELLO');
    return this.peers as unknown as readonly [Peer, Peer, Peer];
  }

  notice(): Map<string, BencodeValue> {
    return new Map<string, BencodeValue>([
      ['@', this.account],
      ['h', Buffer.from(messageHash())],
      ['n', 0],
      ['t', 1_795_000_000_000],
      ['z', 1_795_900_000_000],
    ]);
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

it('asks every member for everybody once, and is settled when all have said yes', async () => {
  await scene.subscribe(1, { a: [0] });
  await scene.subscribe(2, { b: [0, 11] }, Buffer.concat([Buffer.of(5), randomBytes(32)]));
  expect(scene.peers).toHaveLength(3);
  const peers = await scene.greeted();
  for (const peer of peers) {
    expect(scene.runner.isSettled).toBe(false);
    await peer.answer(TAKEN);
  }
  expect(scene.runner.isSettled).toBe(true);
  expect(scene.stats.counts).toMatchObject({ monitor_requests: 3, monitor_items: 6, links_up: 3 });
});

it('asks for one account with one item, however often its phone repeats itself', async () => {
  await scene.subscribe(1, { a: [0] });
  const peers = await scene.greeted();
  for (const peer of peers) await peer.answer(TAKEN);
  for (let time = 0; time < 100_000; time += 1) scene.swarms.put(1, scene.account, performance.now());
  scene.runner.advance();
  await settled();
  for (const peer of peers) {
    expect(peer.requests()).toEqual([{ tag: expect.any(String), signatures: ['a'] }]);
    expect(scene.swarms.index.end).toBe(1);
  }
  expect([...scene.swarms.pages.ofSwarm(0)].map(({ slots }) => slots)).toEqual([[0]]);
});

it('shows a signature to nobody whom two members refused, and another device’s instead', async () => {
  const signed = { a: [0], b: [0] };
  await scene.subscribe(1, signed);
  const [first, second, third] = await scene.greeted();
  await first.answer(refused(5));
  await third.answer(TAKEN);
  second.requests();
  // The second has not answered yet: it is asked no more until it has.
  await scene.subscribe(1, signed);
  expect([first, third].map((peer) => peer.requests().map(({ signatures }) => signatures))).toEqual([[], [['a']]]);
  await second.say('REPLY', '1', refused(1));
  await scene.subscribe(1, signed);
  expect([first, second].map((peer) => peer.requests().at(-1)?.signatures)).toEqual([['b'], ['b']]);
  expect(scene.stats.counts.monitor_items_refused).toBe(2);
  expect(scene.clockComplaints).toBe(0);
});

it('takes a complaint about the time for no refusal, and looks at its clock', async () => {
  await scene.subscribe(1, { a: [0] });
  const peers = await scene.greeted();
  for (const peer of peers) await peer.answer(refused(4));
  expect(scene.clockComplaints).toBe(3);
  await scene.subscribe(1, { a: [0] });
  for (const peer of peers) expect(peer.requests().map(({ signatures }) => signatures)).toEqual([['a']]);
  expect(scene.stats.counts).toMatchObject({ monitor_items_wrong_clock: 3, monitor_items_refused: 0 });
});

it('shows what one signature does not cover over a connection of its own', async () => {
  await scene.subscribe(1, { a: [0], b: [11] });
  const peers = [...(await scene.greeted())];
  scene.runner.advance();
  expect(scene.peers).toHaveLength(6);
  for (const peer of scene.peers.slice(3)) await peer.say('HELLO');
  const shown = (from: readonly Peer[]) => from.map((peer) => peer.requests().map(({ signatures }) => signatures));
  expect(shown(peers)).toEqual([[['a']], [['a']], [['a']]]);
  expect(shown(scene.peers.slice(3))).toEqual([[['b']], [['b']], [['b']]]);
});

it('shows nobody who left while the request was put together', async () => {
  await scene.subscribe(1, { a: [0] });
  await scene.subscribe(2, { b: [0] }, Buffer.concat([Buffer.of(5), randomBytes(32)]));
  let goOn: () => void = () => undefined;
  scene.reading = new Promise((resolve) => {
    goOn = resolve;
  });
  await scene.greeted();
  scene.swarms.remove(scene.swarms.index.findId(1) as number);
  goOn();
  await settled();
  for (const peer of scene.peers) expect(peer.requests().map(({ signatures }) => signatures)).toEqual([['b']]);
});

it.each<[string, (peer: Peer, tag: string) => Promise<void>]>([
  ['fewer answers than questions', (peer, tag) => peer.say('REPLY', tag, [])],
  ['more answers than questions', (peer, tag) => peer.say('REPLY', tag, [TAKEN, TAKEN])],
  ['no bencode', (peer, tag) => peer.say('REPLY', tag, 'yes')],
  ['an unknown error', (peer, tag) => peer.say('REPLY', tag, refused(6))],
])('counts %s and asks for the same no sooner than a request that was refused', async (_what, answer) => {
  await scene.subscribe(1, { a: [0] });
  const [first] = await scene.greeted();
  await answer(first, first.requests()[0]?.tag ?? '');
  expect(scene.stats.counts.notices_malformed).toBe(1);
  scene.runner.advance();
  await settled();
  expect([first.isClosed, first.requests()]).toEqual([false, []]);
  // Nobody else has to wait for that.
  await scene.subscribe(1, { b: [0] });
  expect(first.requests().map(({ signatures }) => signatures)).toEqual([['b']]);
});

it.each<[string, (peer: Peer, tag: string) => Promise<void>]>([
  ['as a whole', (peer, tag) => peer.say('REPLY', tag, '400', 'invalid request')],
  ['for want of rights', (peer, tag) => peer.say('FORBIDDEN', 'REPLY', tag)],
  ['for not being known', (peer) => peer.say('UNKNOWNCOMMAND', 'monitor.messages')],
])('counts requests that a node refuses %s', async (_how, refuse) => {
  await scene.subscribe(1, { a: [0] });
  const [first] = await scene.greeted();
  await refuse(first, first.requests()[0]?.tag ?? '');
  expect(scene.stats.counts).toMatchObject({ monitor_requests_refused: 1, notices_malformed: 0 });
  expect(first.isClosed).toBe(false);
});

it('takes the word that a probe is not known for no refusal of what was asked', async () => {
  await scene.subscribe(1, { a: [0] });
  const [first] = await scene.greeted();
  const tag = first.requests()[0]?.tag ?? '';
  await first.say('UNKNOWNCOMMAND', 'storage.info');
  await first.say('REPLY', tag, refused(5));
  expect(scene.stats.counts).toMatchObject({ monitor_requests_refused: 0, monitor_items_refused: 1 });
});

it('counts each message that is none, and leaves a node after three in a row', async () => {
  await scene.subscribe(1, { a: [0] });
  const [rogue, honest] = await scene.greeted();
  for (const frames of MALFORMED) {
    await rogue.sayBytes(frames);
    await rogue.say('notify.message', scene.notice());
  }
  expect(scene.stats.counts).toMatchObject({ notices_malformed: MALFORMED.length, notices: MALFORMED.length });
  expect([rogue.isClosed, scene.waiting.size]).toEqual([false, MALFORMED.length]);
  for (const frames of MALFORMED.slice(0, 3)) await rogue.sayBytes(frames);
  expect([rogue.isClosed, honest.isClosed]).toEqual([true, false]);
  expect(scene.stats.counts).toMatchObject({ notices_malformed: MALFORMED.length + 3, links_malformed: 1 });
  // Whatever it says after that is heard by nobody.
  await rogue.say('notify.message', scene.notice());
  expect(scene.waiting.size).toBe(MALFORMED.length);
});

it('believes nobody who tells before the greeting', async () => {
  await scene.subscribe(1, { a: [0] });
  const [early] = scene.peers as [Peer];
  await early.say('notify.message', scene.notice());
  expect(scene.stats.counts).toMatchObject({ notices_malformed: 1, notices: 0 });
  expect(scene.waiting.size).toBe(0);
});

it('makes no more connects at once than it may', async () => {
  const many = Array.from({ length: 50 }, () => nodeIn('1'));
  scene.swarms.know(SwarmMap.of(many), performance.now());
  await scene.subscribe(1, { a: [0] });
  expect(scene.peers).toHaveLength(32);
  for (const peer of scene.peers.slice(0, 10)) await peer.say('HELLO');
  scene.runner.advance();
  expect(scene.peers).toHaveLength(42);
});

it('asks for everybody again over the connection that follows on one that broke', async () => {
  jest.spyOn(performance, 'now').mockReturnValue(1_000);
  try {
    await scene.subscribe(1, { a: [0] });
    const [first] = await scene.greeted();
    await first.answer(TAKEN);
    first.break();
    expect(scene.stats.counts.links_broken).toBe(1);
    jest.spyOn(performance, 'now').mockReturnValue(10_000);
    scene.runner.advance();
    const again = scene.peers.at(-1) as Peer;
    expect(again.node).toBe(first.node);
    await again.say('HELLO');
    expect(again.requests().map(({ signatures }) => signatures)).toEqual([['a']]);
  } finally {
    jest.restoreAllMocks();
  }
});
