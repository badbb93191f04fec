/** The v4 form: every recorded request and answer, one spelling, hostile bytes refused. */
import fc from 'fast-check';
import proxy from '../../../test/vectors/onion-proxy.json';
import v4 from '../../../test/vectors/onion-v4.json';
import { hostileBytes, valueOrRefusal } from '../hostile-input.fixture';
import { ProtocolError } from '../protocol-error';
import { readV4Request, readV4Response, writeV4Request, writeV4Response } from './v4-envelope';

const requests = [
  ...proxy.steps.map((step) => step.v4_plaintext),
  ...v4.vectors.flatMap((vector) => (vector.inner_plaintext === undefined ? [] : [vector.inner_plaintext])),
].filter((text) => text !== 'hello');
const responses = [
  ...proxy.steps.map((step) => step.response_decrypted),
  ...v4.vectors.flatMap((vector) => (typeof vector.response_plaintext === 'string' ? [vector.response_plaintext] : [])),
];
const read = (text: string) => readV4Request(Buffer.from(text));

describe('a v4 request', () => {
  it.each(requests.map((text) => [text.slice(0, 90), text] as const))('is read as recorded: %s', (_start, text) => {
    const request = read(text);
    const [, length, rest] = /^l(\d+):(.*)e$/s.exec(text) ?? [];
    const meta = JSON.parse(rest!.slice(0, Number(length)));
    const body = rest!.slice(Number(length));
    expect(request.method).toBe(meta.method);
    expect(request.endpoint).toBe(meta.endpoint);
    expect(Object.keys(request.headers)).toEqual(Object.keys(meta.headers ?? {}).map((name) => name.toLowerCase()));
    expect(request.body?.toString()).toBe(body === '' ? undefined : body.slice(body.indexOf(':') + 1));
    expect(readV4Request(writeV4Request(request))).toEqual(request);
  });

  it('has been recorded with and without body and headers', () => {
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.some((text) => read(text).body === undefined)).toBe(true);
  });

  it('keeps a header that is called like a prototype', () => {
    const { headers } = read('l71:{"method":"POST","endpoint":"/x","headers":{"__proto__":"a","X-B":"c"}}e');
    expect(Object.entries(headers)).toEqual([
      ['__proto__', 'a'],
      ['x-b', 'c'],
    ]);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  const meta = (json: string, rest = 'e') => `l${Buffer.byteLength(json)}:${json}${rest}`;
  const good = '{"method":"POST","endpoint":"/x"}';
  it.each([
    '',
    'hello',
    'l',
    'le',
    'e',
    'd2:{}e',
    '2:{}',
    meta('{}'),
    meta('[]'),
    meta('null'),
    meta('{"method":"POST"}'),
    meta('{"method":1,"endpoint":"/x"}'),
    meta('{"method":"POST","endpoint":null}'),
    meta('{"method":"POST","endpoint":"/x","headers":[]}'),
    meta('{"method":"POST","endpoint":"/x","headers":{"a":1}}'),
    meta(`{"method":"POST","endpoint":"/x","a":${'['.repeat(20)}${']'.repeat(20)}}`),
    meta(`{"method":"POST","endpoint":"/x","a":"${'x'.repeat(70_000)}"}`),
    meta(good, ''),
    meta(good, 'ex'),
    meta(good, 'ee'),
    meta(good, '1:ae '),
    meta(good, '1:a1:be'),
    meta(good, '01:ae'),
    meta(good, '2:ae'),
    meta(good, '99999999999:e'),
    meta(good, '-1:e'),
    meta(good, 'i1ee'),
    meta(good, 'lee'),
    `l0${Buffer.byteLength(good)}:${good}e`,
    'l99999999999:{}e',
    `l${'9'.repeat(100_000)}:`,
  ])('is refused: %#', (text) => {
    expect(() => read(text)).toThrow(ProtocolError);
  });

  it('carries any bytes', () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{0,10}$/);
    const request = fc.record(
      {
        method: fc.constantFrom('GET', 'POST'),
        endpoint: fc.string({ unit: 'binary' }).map((path) => `/${path.replace(/[\ud800-\udfff]/g, '')}`),
        headers: fc.dictionary(name, fc.string(), { maxKeys: 3, noNullPrototype: true }),
        body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      },
      { requiredKeys: ['method', 'endpoint', 'headers'] },
    );
    fc.assert(
      fc.property(request, (value) => {
        expect(readV4Request(writeV4Request(value))).toEqual(value);
      }),
    );
  });

  it('fails in no other way and hands out no more than came', () => {
    const recorded = requests.slice(0, 6).map((text) => Buffer.from(text));
    fc.assert(
      fc.property(hostileBytes(...recorded), (bytes) => {
        const request = valueOrRefusal(() => readV4Request(bytes));
        expect(request?.body?.length ?? 0).toBeLessThanOrEqual(bytes.length);
        valueOrRefusal(() => readV4Response(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a v4 answer', () => {
  it.each(responses.map((text) => [text.slice(0, 70), text] as const))('is read as recorded: %s', (_start, text) => {
    const response = readV4Response(Buffer.from(text));
    expect(text.endsWith(`${response.body.length}:${response.body.toString()}e`)).toBe(true);
    expect(readV4Response(writeV4Response(response))).toEqual(response);
  });

  it('goes out with lower-case names, without content-length, with its body even if empty', () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '2', 'X-Answer': '42' };
    expect(writeV4Response({ code: 200, headers, body: Buffer.from('{}') }).toString()).toBe(
      'l74:{"code":200,"headers":{"content-type":"application/json","x-answer":"42"}}2:{}e',
    );
    expect(writeV4Response({ code: 404, headers: {}, body: Buffer.alloc(0) }).toString()).toBe(
      'l25:{"code":404,"headers":{}}0:e',
    );
  });

  it.each(['l2:{}e', 'l14:{"code":"200"}e', 'l12:{"code":1e9}e', 'l14:{"code":200.5}e'])('is refused: %s', (text) => {
    expect(() => readV4Response(Buffer.from(text))).toThrow(ProtocolError);
  });
});
