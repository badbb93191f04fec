/** Message content is cut out of an answer, and nothing but it. */
import fc from 'fast-check';
import { hostileBytes, valueOrRefusal } from './hostile-input.fixture';
import { parseJson } from './json';
import { withoutContent } from './message-content';
import { ProtocolError } from './protocol-error';

/** What cutting must mean, by its slow definition: every string under a key `data` is emptied. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emptied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === 'data' && typeof entry === 'string' ? '' : emptied(entry),
    ]),
  );
}

const awkward = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', 'data', '"data":"', ':', ' ', 'x', '\u00e9', '\n') }),
  fc.string(),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    awkward,
    fc.integer(),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constant('data'), awkward), tie('tree'), { maxKeys: 4 }),
  ),
}));

describe('message content', () => {
  it('is emptied wherever it stands, and all else stays as it was', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 1, '\t', '\r\n '), (value, indent) => {
        const text = Buffer.from(JSON.stringify(value, null, indent));
        expect(JSON.parse(withoutContent(text).toString())).toEqual(emptied(JSON.parse(text.toString())));
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves no byte of it', () => {
    const secret = 'c2VjcmV0'.repeat(1000);
    const text = JSON.stringify({
      messages: [
        { data: secret, hash: 'h' },
        { hash: 'i', data: `${secret}\\"` },
      ],
    });
    expect(withoutContent(Buffer.from(text)).toString()).toBe(
      '{"messages":[{"data":"","hash":"h"},{"hash":"i","data":""}]}',
    );
  });

  it.each(['"data":"', '"data" :"', '"data"\t:\r\n "', '"data"  :  "'])('is found behind %j', (before) => {
    const text = Buffer.from(`{"messages":[{${before}c2VjcmV0","hash":"h"}]}`);
    expect(withoutContent(text).toString()).toBe(`{"messages":[{${before}","hash":"h"}]}`);
  });

  it('copies nothing when there is none', () => {
    const text = Buffer.from('{"messages":[],"t":1}');
    expect(withoutContent(text)).toBe(text);
  });

  it('never grows and fails in no other way', () => {
    const good = Buffer.from('{"messages":[{"data":"QUJD","hash":"h"},{"data" : "\\"","hash":"i"}]}');
    fc.assert(
      fc.property(hostileBytes(good), (bytes) => {
        const cut = withoutContent(bytes);
        expect(cut.length).toBeLessThanOrEqual(bytes.length);
        valueOrRefusal(() => parseJson(cut));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a linear look at texts made of traps', () => {
    for (const trap of ['"data":"', '"data"  :', '\\', '"data":"\\', '\\"data":"', '"data":"\\"']) {
      const text = Buffer.from(trap.repeat(50_000));
      expect(withoutContent(text).length).toBeLessThanOrEqual(text.length);
    }
  });

  it('is refused in more parts than an answer can have', () => {
    const part = '{"data":"x"},';
    expect(withoutContent(Buffer.from(part.repeat(100_000)))).toHaveLength(12 * 100_000);
    expect(() => withoutContent(Buffer.from(part.repeat(100_001)))).toThrow(ProtocolError);
  });
});
