/** The direct door: bodies whatever they are called, the limit of their length, and what is no request at all. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import { AccountOwner } from '../fakes/phone/account-signer';
import { freshDatabase } from '../support/stores';
import { delegation, subscription } from './asking';
import { closeHouses, House } from './house';

const FAULT = { error: 1, message: expect.any(String) };
const LIMIT = 256 * 1024;

describe('the direct door', () => {
  let house: House;
  let port: number;
  beforeAll(async () => {
    house = await House.open({ databaseUrl: await freshDatabase() });
    port = (house.app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(closeHouses);

  const agent = () => supertest(house.app.getHttpServer());

  function whole(): string {
    const owner = AccountOwner.ofSessionId();
    const signedAt = Math.floor(Date.now() / 1000);
    return JSON.stringify(subscription(owner, { signedAt, delegation: delegation(owner, house.delegateKeys) }));
  }

  /** Sends bytes as they are and answers all that comes back. */
  async function raw(text: string | Buffer): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    return answer;
  }

  it.each(['application/json', 'text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded', 'x'])(
    'reads a body of type %s as JSON',
    async (type) => {
      const response = await agent().post('/subscribe').set('content-type', type).send(whole()).expect(200);
      expect(response.headers['content-type']).toBe('application/json');
      expect(response.body).toMatchObject({ success: true, added: true });
    },
  );

  it('needs no content type, and ignores a query', async () => {
    const body = whole();
    const answer = await raw(
      `POST /subscribe?service=x&pubkey=y HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"added":true');
  });

  it('reads a body that comes in chunks', async () => {
    const request = httpRequest({ port, path: '/subscribe', method: 'POST' });
    const body = whole();
    request.write(body.slice(0, 100));
    request.write(body.slice(100, 101));
    request.end(body.slice(101));
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(String((await response.toArray()).join('')))).toMatchObject({ added: true });
  });

  it('takes a body as long as the limit and tells of a longer one', async () => {
    const padded = (length: number) => `[5${' '.repeat(length - 3)}]`;
    const full = await agent().post('/subscribe').send(padded(LIMIT)).expect(200);
    expect(full.body).toEqual([FAULT]);
    for (const length of [LIMIT + 1, 2 * LIMIT, 6 * LIMIT]) {
      const response = await agent().post('/subscribe').send(padded(length)).expect(200);
      expect(response.body).toEqual({ error: 1, message: expect.stringContaining('longer') });
    }
    const request = httpRequest({ port, path: '/subscribe', method: 'POST' });
    request.on('error', () => undefined);
    const answered = once(request, 'response');
    // Never ends, and has no length: the answer comes all the same.
    for (let sent = 0; sent < 12 && !request.destroyed; sent += 1) request.write(' '.repeat(LIMIT));
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    request.destroy();
  });

  it.each(['', '{', 'null', '"x"', '{"a":1', '\u0000', '<xml/>', '[[[[[[[[[[[[[[[[[[[[[[[['])(
    'answers %j with error 1',
    async (text) => {
      for (const path of ['/subscribe', '/unsubscribe', '/delegation-key']) {
        const response = await agent().post(path).type('json').send(text).expect(200);
        expect(response.body).toEqual(FAULT);
      }
    },
  );

  it('says how deep a body may be, and takes one that is just so deep', async () => {
    const nested = (levels: number) => `${whole().slice(0, -1)},"x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect((await agent().post('/subscribe').send(nested(15))).body).toMatchObject({ added: true });
    const { body } = await agent().post('/subscribe').send(nested(16)).expect(200);
    expect(body).toEqual({ error: 1, message: expect.stringContaining('at most 16 levels deep') });
  });

  it('does not unpack what is packed', async () => {
    const request = agent().post('/subscribe').set('content-encoding', 'gzip').type('json');
    request.write(gzipSync(whole()));
    expect((await request.expect(200)).body).toEqual(FAULT);
  });

  it.each(['get', 'put', 'patch', 'delete', 'options', 'head'] as const)('answers %s with 405', async (method) => {
    for (const path of ['/subscribe', '/unsubscribe', '/delegation-key', '/oxen/v4/lsrpc']) {
      const response = await agent()[method](path).expect(405);
      expect(response.headers.allow).toBe('POST');
      if (method !== 'head') expect(response.body).toEqual({ error: 1, message: 'Use POST' });
    }
  });

  it.each(['/', '/subscribers', '/subscribe/x', '/oxen', '/oxen/v4', '/oxen/v4/lsrpc/x', '/loki/v3/lsrpc'])(
    'knows nothing at %s',
    async (path) => {
      const response = await agent().post(path).send('{}').expect(404);
      expect(response.text).not.toMatch(/\bat \S+:\d+/);
    },
  );

  it('bears headers that are odd', async () => {
    const body = whole();
    const length = Buffer.byteLength(body);
    const twice = await raw(
      `POST /subscribe HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Type: a\r\nContent-Type: b\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
    expect(twice).toMatch(/^HTTP\/1\.1 (200|400) /);
    const lengths = await raw(
      `POST /subscribe HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\nContent-Length: 1\r\n\r\n${body}`,
    );
    expect(lengths).toMatch(/^HTTP\/1\.1 400 /);
    const expecting = await raw(
      `POST /subscribe HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
    expect(expecting).toContain('HTTP/1.1 100 Continue');
    expect(expecting).toContain('"success":true');
  });

  it('outlives a phone that hangs up in the middle', async () => {
    for (let round = 0; round < 5; round += 1) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{"pubkey"');
      socket.destroy();
    }
    await agent().post('/subscribe').send(whole()).expect(200);
  });
});
