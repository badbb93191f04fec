/** JSON from strangers: the same values as JSON.parse, and bounds before anything is built. */
import fc from 'fast-check';
import { hostileBytes, valueOrRefusal } from './hostile-input.fixture';
import { parseJson, parseJsonObject } from './json';
import { ProtocolError } from './protocol-error';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('JSON', () => {
  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat({ max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parse(text)).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it('counts no bracket inside a string', () => {
    const text = JSON.stringify({ a: '[{'.repeat(100), b: '\\"[[['.repeat(20), c: '\\' });
    expect(parseJson(Buffer.from(text), { depth: 1, containers: 1, commas: 2 })).toEqual(JSON.parse(text));
  });

  it('keeps the last of a repeated key and pollutes no prototype', () => {
    expect(parse('{"a":1,"a":2}')).toEqual({ a: 2 });
    const value = parseJsonObject(Buffer.from('{"__proto__":{"polluted":1}}'));
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
    expect((value as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('refuses depth and numbers of parts beyond the limits, however long', () => {
    expect(parse('['.repeat(32) + ']'.repeat(32))).toBeDefined();
    expect(() => parse('['.repeat(33) + ']'.repeat(33))).toThrow(ProtocolError);
    expect(() => parse('['.repeat(5_000_000))).toThrow(ProtocolError);
    expect(() => parse('{"a":'.repeat(1_000_000))).toThrow(ProtocolError);
    expect(parse(`[${'{},'.repeat(99_998)}{}]`)).toHaveLength(99_999);
    expect(() => parse(`[${'{},'.repeat(99_999)}{}]`)).toThrow(ProtocolError);
    expect(parse(`[${'0,'.repeat(500_000)}0]`)).toHaveLength(500_001);
    expect(() => parse(`[${'0,'.repeat(500_001)}0]`)).toThrow(ProtocolError);
  });

  it.each(['', ' ', 'NaN', 'Infinity', '01', '{a:1}', "{'a':1}", '[1,]', '"\t"', '{"a":1}x', '\ufeff{}'])(
    'refuses %j',
    (text) => {
      expect(() => parse(text)).toThrow(ProtocolError);
    },
  );

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow(ProtocolError);
    expect(() => parseJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toThrow(ProtocolError);
  });

  it.each(['null', '[]', '1', '"{}"', 'true'])('is no object: %s', (text) => {
    expect(() => parseJsonObject(Buffer.from(text))).toThrow(ProtocolError);
  });

  it('fails in no other way', () => {
    const good = Buffer.from('{"a":[1,2,{"b":"\\u00e9\\ud83d\\ude00"}],"c":null,"d":1e10}');
    fc.assert(
      fc.property(hostileBytes(good), (bytes) => {
        valueOrRefusal(() => parseJsonObject(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});
