/** Posts to nodes that misbehave on the wire: every one ends in time, within its bounds, with the right word for it. */
import type { AddressInfo, Socket } from 'node:net';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { nodeCertificate } from '../../../test/fakes/devnet/node-certificate';
import { until } from '../../../test/support/until';
import { NodeHttpsClient, type Post, type Reply } from './node-https.client';

const KIB = 1_024;
const MIB = 1_024 * KIB;
/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;

describe('NodeHttpsClient', () => {
  const limits = { bytesHeldPerNode: 3 * MIB, connectionsPerNode: 8 };
  const client = new NodeHttpsClient({ ...limits, connectMs: PATIENCE_MS });
  /** For nodes that never let anybody in. */
  const hasty = new NodeHttpsClient({ ...limits, connectMs: 1_000 });
  const servers: net.Server[] = [];
  const sockets = new Set<Socket>();

  /** A TLS server that hands each request's socket over once its headers and body are in; gives its origin. */
  async function serve(onRequest: (socket: tls.TLSSocket) => void): Promise<string> {
    const server = tls.createServer(nodeCertificate(), (socket) => {
      socket.on('error', () => undefined);
      // The body is the letter x; headers may come before it in a piece of their own.
      socket.on('data', (piece) => piece.at(-1) === 0x78 && onRequest(socket));
    });
    return listen(server);
  }

  async function listen(server: net.Server): Promise<string> {
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const post = (origin: string, changes: Partial<Post> = {}, by = client) =>
    by.post({
      origin,
      path: '/onion_req/v2',
      contentType: 'application/octet-stream',
      body: Buffer.from('x'),
      timeoutMs: PATIENCE_MS,
      maxBytes: MIB,
      ...changes,
    });
  const kindOf = async (done: Promise<Reply>) => (await done).kind;

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });
  afterAll(() => Promise.all([client.close(), hasty.close()]));

  it('gives status and body, whatever the pieces, over kept connections', async () => {
    let connections = 0;
    const origin = await serve((socket) => {
      connections = sockets.size;
      socket.write('HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n');
      for (const letter of 'hello') socket.write(`1\r\n${letter}\r\n`);
      socket.write('0\r\n\r\n');
    });
    for (let turn = 0; turn < 6; turn += 1) {
      expect(await post(origin).done).toEqual({ kind: 'answered', status: 502, body: Buffer.from('hello') });
    }
    // A connection rests for a moment after an answer; a request that comes at once takes a second one.
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('takes no more than the longest answer, announced or not', async () => {
    const announced = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${100 * MIB}\r\n\r\n`);
      socket.write(Buffer.alloc(2 * MIB));
    });
    const endless = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const piece = Buffer.from(`${(64 * KIB).toString(16)}\r\n${'x'.repeat(64 * KIB)}\r\n`);
      const pump = () => socket.writable && socket.write(piece, () => setImmediate(pump));
      pump();
    });
    expect(await kindOf(post(announced).done)).toBe('too-large');
    expect(await kindOf(post(endless).done)).toBe('too-large');
    await until(() => sockets.size === 0);
  });

  it('bounds what all answers of one node hold together', async () => {
    let isWhole = false;
    const origin = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${MIB}\r\n\r\n`);
      socket.write(Buffer.alloc(isWhole ? MIB : MIB - 1));
    });
    const posts = Array.from({ length: 8 }, () => post(origin));
    const ended: string[] = [];
    for (const { done } of posts) void kindOf(done).then((kind) => ended.push(kind));
    await until(() => ended.length >= 4);
    expect(new Set(ended)).toEqual(new Set(['too-large']));
    for (const one of posts) one.cancel();
    await Promise.all(posts.map(({ done }) => done));
    // What was held is free again.
    isWhole = true;
    expect(await kindOf(post(origin).done)).toBe('answered');
  });

  it('waits no longer than it was told for one that drips', async () => {
    const headers = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = () => socket.writable && socket.write('a: b\r\n', () => setTimeout(drip, 20));
      drip();
    });
    const body = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const drip = () => socket.writable && socket.write('x', () => setTimeout(drip, 20));
      drip();
    });
    const informing = await serve((socket) => {
      const drip = () => socket.writable && socket.write('HTTP/1.1 103 Early Hints\r\n\r\n', () => setTimeout(drip, 5));
      drip();
    });
    const never = await serve(() => undefined);
    const isGivenUp = async (origin: string) => {
      const kind = await kindOf(post(origin, { timeoutMs: 400 }).done);
      // On a busy machine there may not even be a connection by then.
      return kind === 'silent' ? false : kind;
    };
    for (const origin of [headers, body, informing, never]) {
      expect(await until(() => isGivenUp(origin))).toBe('timed-out');
    }
    await until(() => sockets.size === 0);
  });

  it('tells no connection from one that ended or spoke nonsense', async () => {
    const closing = await serve((socket) => socket.end());
    const halfClosing = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'));
    const nonsense = await serve((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n\r\n'));
    const longHeaders = await serve((socket) => socket.write(`HTTP/1.1 200 OK\r\na: ${'b'.repeat(MIB)}\r\n\r\n`));
    const upgrading = await serve((socket) =>
      socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    );
    for (const origin of [closing, halfClosing, nonsense, longHeaders, upgrading]) {
      expect(await kindOf(post(origin).done)).toBe('broken');
    }
    const plain = await listen(
      net.createServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n'))),
    );
    const mute = await listen(net.createServer(() => undefined));
    const resetting = await listen(net.createServer((socket) => socket.resetAndDestroy()));
    const nobody = await listen(net.createServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    for (const origin of [plain, mute, resetting, nobody]) {
      expect(await kindOf(post(origin, {}, hasty).done)).toBe('silent');
    }
  });

  it('can be given up before and after the connection stands', async () => {
    const mute = post(await listen(net.createServer(() => undefined)));
    mute.cancel();
    expect(await kindOf(mute.done)).toBe('cancelled');
    let isConnected = false;
    const waiting = post(await serve(() => undefined), {
      onConnected: () => {
        isConnected = true;
      },
    });
    await until(() => isConnected);
    waiting.cancel();
    expect(await kindOf(waiting.done)).toBe('cancelled');
  });

  it('opens no more connections to one node than it may, and serves the rest in turn', async () => {
    let most = 0;
    const origin = await serve((socket) => {
      most = Math.max(most, sockets.size);
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    const kinds = await Promise.all(Array.from({ length: 100 }, () => kindOf(post(origin).done)));
    expect(kinds.filter((kind) => kind !== 'answered')).toEqual([]);
    expect(most).toBeLessThanOrEqual(8);
  });
});
