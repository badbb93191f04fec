/** What strangers may send, for property tests: noise, damaged good input, and values built to hurt. */
import fc from 'fast-check';
import { ProtocolError } from './protocol-error';

/** Good bytes after a few of: a byte changed, a run cut out, noise put in, a run repeated, the end cut off. */
function damaged(good: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: good.length });
  const blow = fc.oneof(
    fc.record({ at: place, cut: fc.constant(1), noise: fc.uint8Array({ minLength: 1, maxLength: 1 }) }),
    fc.record({ at: place, cut: fc.nat({ max: 20 }), noise: fc.constant(new Uint8Array()) }),
    fc.record({ at: place, cut: fc.constant(0), noise: fc.uint8Array({ maxLength: 12 }) }),
    fc.record({ at: place, cut: fc.constant(0), noise: fc.constantFrom(...SPITE.map((text) => Buffer.from(text))) }),
    fc.record({ at: place, cut: fc.constant(good.length), noise: fc.constant(new Uint8Array()) }),
  );
  return fc.array(blow, { minLength: 1, maxLength: 4 }).map((blows) =>
    blows.reduce((bytes, { at, cut, noise }) => {
      return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + cut)]);
    }, good),
  );
}

const SPITE = [
  '99999999999:',
  '00000000000000000001:',
  '-1:',
  '1e9:',
  '\xff\xff\xff\xff',
  'i99999999999999999999999e',
  'llllllllllllllllllllllllllllllllllllllllllll',
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
  '"__proto__":{"x":1},',
  '"constructor":null,',
  '\\ud800',
  '\\',
  '"',
  'NaN',
  '1e999',
  '9007199254740993',
  '-0',
  '\0',
];

/** Noise of up to 300 bytes, or damaged good input. */
export function hostileBytes(...good: Buffer[]): fc.Arbitrary<Buffer> {
  return fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    ...good.map((bytes) => damaged(bytes)),
  );
}

/** Any value JSON can give, the awkward ones often: prototype keys, lone surrogates, numbers beyond 2^53, Infinity. */
export function hostileValue(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      0,
      -0,
      -1,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      -(2 ** 63),
      '',
      '0',
      '\ud800',
      '\u0161'.repeat(64),
      '__proto__',
      JSON.parse('{"__proto__":{"length":5},"constructor":1,"toString":2,"valueOf":3}'),
      [],
      [[]],
      {},
    ),
    fc.jsonValue({ maxDepth: 4 }),
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.stringMatching(/^[0-9a-f]{60,70}$/),
    fc.stringMatching(/^[A-Za-z0-9+/]{40,90}={0,2}$/),
    fc.double(),
  );
}

/** Good JSON after up to five of its places were given a hostile value or left out. */
export function hostileVariant(good: unknown): fc.Arbitrary<unknown> {
  const places = countPlaces(good);
  const blow = fc.record({ at: fc.nat({ max: places - 1 }), spite: hostileValue(), omit: fc.boolean() });
  return fc.array(blow, { minLength: 1, maxLength: 5 }).map((blows) => {
    let place = 0;
    const rebuilt = (value: unknown): unknown => {
      const hit = blows.find(({ at }) => at === place);
      place += 1;
      if (hit !== undefined) {
        place += countPlaces(value) - 1;
        return hit.omit ? OMITTED : hit.spite;
      }
      if (Array.isArray(value)) return value.map(rebuilt).filter((entry) => entry !== OMITTED);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).map(([key, entry]) => [key, rebuilt(entry)] as const);
      return Object.fromEntries(entries.filter(([, entry]) => entry !== OMITTED));
    };
    const variant = rebuilt(good);
    return variant === OMITTED ? undefined : variant;
  });
}

const OMITTED = Symbol('omitted');

function countPlaces(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, entry) => sum + countPlaces(entry), 1);
}

/** Runs a parser and lets only ProtocolError through as its way to refuse; undefined when it refused. */
export function valueOrRefusal<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
