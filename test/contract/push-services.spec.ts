/** What every push service promises, whoever the vendor: run over the list, against real sockets and real TLS. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import { BadPushSettings, BadServiceInfo, type Courier, type Delivery } from '../../src/push/push-service';
import { PATIENCE_MS } from '../support/patience';
import { until as untilAnswered } from '../support/until';
import { type RunningVendor, VENDORS } from './vendors';

const SOON = { inFlight: 10, answerWithinMs: 500, closeWithinMs: 100 };
const never = () => new AbortController().signal;

/** Some CA that did not sign the fakes' certificate. */
function strangeCa(): string {
  return getCACertificates('bundled')[0]!;
}

/** A server that is no vendor, whatever it does with a connection. */
async function stranger(greet: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, stop };
}

/** Waits for a condition that other events of this process bring about. */
async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`it never came to pass: ${isTrue.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Sockets, servers and timers that keep this process alive, counted by kind. */
function openHandles(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

describe.each(VENDORS)('$name', ({ name, service, answers, goodServiceInfos, badServiceInfos, start }) => {
  let vendor: RunningVendor;
  let courier: Courier;
  let written: string;
  const opened: Courier[] = [];

  beforeEach(async () => {
    written = '';
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream);
      jest.spyOn(stream, 'write').mockImplementation((text: string | Uint8Array) => {
        written += String(text);
        return write(text);
      });
    }
    vendor = await start();
    courier = open(vendor.courier());
  });

  afterEach(async () => {
    vendor.release();
    await Promise.all(opened.splice(0).map((one) => one.close()));
    await vendor.stop();
    jest.restoreAllMocks();
    for (const secret of vendor.secrets) expect(written).not.toContain(secret);
  });

  function open(one: Courier): Courier {
    opened.push(one);
    return one;
  }

  /** Every answer of every test is searched for what must not be in it. */
  async function deliver(to = 0, signal = never(), by = courier): Promise<Delivery> {
    const answer = await by.deliver(vendor.addresses[to]!, signal);
    const said = JSON.stringify(answer);
    for (const secret of vendor.secrets) expect(said).not.toContain(secret);
    return answer;
  }

  it('delivers', async () => {
    expect(await deliver()).toEqual({ kind: 'accepted' });
    expect(vendor.pushes().map(({ token }) => token)).toEqual([vendor.addresses[0].token]);
  });

  it.each(answers)('%s is answered as it has to be, asked once, and spoils nothing', async (order, becomes) => {
    expect(await deliver()).toEqual({ kind: 'accepted' });
    const before = vendor.requests();
    vendor.order(order);
    expect(await deliver()).toEqual(becomes);
    expect(vendor.requests()).toBe(before + 1);
    expect(await deliver(1)).toEqual({ kind: 'accepted' });
  });

  it('sends the same bytes to everybody, whenever it is', async () => {
    for (const to of [0, 1, 0]) expect(await deliver(to)).toEqual({ kind: 'accepted' });
    const [first, ...others] = vendor.pushes();
    for (const other of others) {
      expect(other.body.equals(first!.body)).toBe(true);
      expect(other.constantHeaders).toBe(first!.constantHeaders);
    }
    expect(new Set(vendor.pushes().map(({ token }) => token)).size).toBe(2);
  });

  it('delivers as many at once as one pusher has under way', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, (_, index) => deliver(index % 2)));
    expect(all.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
    expect(vendor.requests()).toBe(100);
  });

  it('is later when nobody listens', async () => {
    const lost = { kind: 'later', reason: 'the connection was lost (ECONNREFUSED)' };
    const { endpoint, stop } = await stranger(() => undefined);
    await stop();
    const alone = open(vendor.courier({ endpoint }));
    expect(await deliver(0, never(), alone)).toEqual(lost);
    expect(await deliver(0, never(), alone)).toEqual(lost);
  });

  it('is later when the other side hangs up or speaks another language', async () => {
    for (const greeting of ['', 'SSH-2.0-OpenSSH_9.2\r\n']) {
      const { endpoint, stop } = await stranger((socket) => socket.end(greeting));
      const answer = await deliver(0, never(), open(vendor.courier({ endpoint })));
      expect(answer).toEqual({ kind: 'later', reason: expect.stringMatching(/^the connection was lost/) });
      await stop();
    }
  });

  it('is later when the other side takes the connection and never speaks', async () => {
    const mute = await stranger(() => undefined);
    const alone = open(vendor.courier({ endpoint: mute.endpoint }));
    const stop = new AbortController();
    const answer = deliver(0, stop.signal, alone);
    await until(() => mute.sockets.size > 0);
    stop.abort();
    expect(await answer).toEqual({ kind: 'later', reason: 'stopped by the caller' });
    await alone.close();
    await mute.stop();
  });

  it('is later, and says so, when the certificate is not trusted; nothing is sent', async () => {
    const careful = open(vendor.courier({ caPem: strangeCa() }));
    const reason = expect.stringMatching(/^the service's certificate is not trusted \([A-Z_]+\)$/);
    expect(await deliver(0, never(), careful)).toEqual({ kind: 'later', reason });
    expect(vendor.requests()).toBe(0);
  });

  it('is later when the caller gives up on a vendor that stalls, and delivers after that', async () => {
    expect(await deliver()).toEqual({ kind: 'accepted' });
    vendor.stall();
    const stop = new AbortController();
    const answer = deliver(0, stop.signal);
    await until(() => vendor.requests() === 2);
    stop.abort();
    expect(await answer).toEqual({ kind: 'later', reason: 'stopped by the caller' });
    vendor.release();
    expect(await deliver()).toEqual({ kind: 'accepted' });
  });

  it('is later when the vendor stalls and the caller does not give up', async () => {
    const impatient = open(vendor.courierWithPace(SOON));
    // On a busy machine the connection alone may take longer than this courier waits.
    const isAccepted = async () => (await deliver(0, never(), impatient)).kind === 'accepted';
    await untilAnswered(isAccepted);
    vendor.stall();
    const reason = expect.stringMatching(/^(no answer in time|the connection was lost \(CONNECTION_SILENT\))$/);
    const all = await Promise.all(Array.from({ length: 15 }, () => deliver(0, never(), impatient)));
    expect(all).toEqual(all.map(() => ({ kind: 'later', reason })));
    expect(all[0]).toEqual({ kind: 'later', reason: 'no answer in time' });
    vendor.release();
    await untilAnswered(isAccepted);
  });

  it('does not send for a caller who gave up before', async () => {
    expect(await deliver(0, AbortSignal.abort())).toEqual({ kind: 'later', reason: 'stopped by the caller' });
    expect(vendor.requests()).toBe(0);
  });

  it('is later for all that was under way when the connection breaks, and delivers after that', async () => {
    expect(await deliver()).toEqual({ kind: 'accepted' });
    vendor.stall();
    const all = Array.from({ length: 20 }, () => deliver());
    await until(() => vendor.requests() === 21);
    vendor.killConnections();
    for (const answer of await Promise.all(all)) {
      expect(answer).toEqual({ kind: 'later', reason: expect.stringMatching(/^the connection was lost/) });
    }
    expect(vendor.requests()).toBe(21);
    vendor.release();
    expect(await deliver()).toEqual({ kind: 'accepted' });
  });

  it('holds no more than its bound under way', async () => {
    const narrow = open(vendor.courierWithPace({ ...SOON, answerWithinMs: 60_000 }));
    expect(await deliver(0, never(), narrow)).toEqual({ kind: 'accepted' });
    vendor.stall();
    const all = Array.from({ length: 35 }, () => deliver(0, never(), narrow));
    await until(() => vendor.requests() === 1 + SOON.inFlight);
    vendor.release();
    expect((await Promise.all(all)).every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(vendor.mostWaiting()).toBe(SOON.inFlight);
  });

  it('lets what is under way end before it closes, and takes nothing more', async () => {
    expect(await deliver()).toEqual({ kind: 'accepted' });
    vendor.stall();
    const last = deliver();
    await until(() => vendor.requests() === 2);
    const closed = courier.close();
    expect(await deliver()).toEqual({ kind: 'later', reason: 'the courier is closing' });
    vendor.release();
    expect(await last).toEqual({ kind: 'accepted' });
    await closed;
    await courier.close();
    expect(await deliver()).toEqual({ kind: 'later', reason: 'the courier is closing' });
    expect(vendor.requests()).toBe(2);
  });

  it('does not wait for ever for a vendor that stalls when it closes', async () => {
    const hurried = open(vendor.courierWithPace({ ...SOON, answerWithinMs: 60_000 }));
    vendor.stall();
    const all = Array.from({ length: 15 }, () => deliver(0, never(), hurried));
    await until(() => vendor.requests() > 0);
    await hurried.close();
    const closing = { kind: 'later', reason: 'the courier is closing' };
    expect(await Promise.all(all)).toEqual(all.map(() => closing));
  });

  it('leaves no handle behind', async () => {
    await vendor.stop();
    await new Promise((resolve) => setImmediate(resolve));
    const before = openHandles();
    vendor = await start();
    const one = vendor.courier();
    await Promise.all(Array.from({ length: 20 }, (_, index) => deliver(index % 2, never(), one)));
    vendor.order(answers.find(([, { kind }]) => kind === 'later')![0]);
    await deliver(0, never(), one);
    await one.close();
    await vendor.stop();
    await until(() => [...openHandles()].every(([kind, count]) => count <= (before.get(kind) ?? 0)));
  });

  it('opens no connection until the first wake-up', async () => {
    const idle = vendor.courier({ endpoint: 'https://127.0.0.1:9' });
    await idle.close();
  });

  it('reads a service_info', () => {
    for (const info of goodServiceInfos) {
      const { token } = info as { token: string };
      const read = service.readAddress(name, info);
      expect(read.service).toBe(name);
      expect(read.token.toLowerCase()).toBe(token.toLowerCase());
      expect(service.readAddress(name, { token: read.token })).toEqual(read);
    }
  });

  it('refuses a bad service_info without repeating it', () => {
    const shapeless = [
      undefined,
      null,
      7,
      'text',
      [],
      {},
      { token: null },
      { token: 7 },
      { token: [] },
      { Token: 'x' },
    ];
    for (const info of [...badServiceInfos, ...shapeless]) {
      expect(() => service.readAddress(name, info)).toThrow(BadServiceInfo);
      const token = (info as { token?: unknown } | null | undefined)?.token;
      if (typeof token === 'string' && token.length > 8) {
        expect(() => service.readAddress(name, info)).not.toThrow(token.slice(0, 8));
      }
    }
    expect(() => service.readAddress('pigeon', goodServiceInfos[0])).toThrow(BadServiceInfo);
  });

  it('refuses an address of another service', async () => {
    const answer = await courier.deliver({ service: 'pigeon', token: 'x' }, never());
    expect(answer.kind).toBe('refused');
    expect(vendor.requests()).toBe(0);
  });

  it('refuses settings it cannot work with, all faults at once, without repeating one', () => {
    const open = (settings: object) => () => service.courier(settings as never);
    const secret = 'hunter2-hunter2';
    for (const key of Object.keys(vendor.settings)) {
      for (const bad of ['', 7, null]) expect(open({ ...vendor.settings, [key]: bad })).toThrow(BadPushSettings);
      expect(open({ ...vendor.settings, [key]: secret, colour: 1 })).toThrow(BadPushSettings);
      expect(open({ ...vendor.settings, [key]: secret, colour: 1 })).not.toThrow(secret);
    }
    expect(open({ ...vendor.settings, colour: secret })).toThrow(/colour/);
    expect(open({ ...vendor.settings, endpoint: 'http://plain.example', caPem: 'none' })).toThrow(/endpoint.*caPem/);
    for (const endpoint of [
      'https://a.example/path',
      'https://user:pw@a.example',
      'https://a.example?x',
      'a.example',
    ]) {
      expect(open({ ...vendor.settings, endpoint })).toThrow(/endpoint: must be an https URL/);
    }
    expect(open({})).toThrow(BadPushSettings);
  });
});
