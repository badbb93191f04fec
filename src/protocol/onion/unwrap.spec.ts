/** Layers that end at us: every recorded one opened, every answer of ours readable to its client, noise refused. */
import fc from 'fast-check';
import proxy from '../../../test/vectors/onion-proxy.json';
import v4 from '../../../test/vectors/onion-v4.json';
import { hostileBytes, valueOrRefusal } from '../hostile-input.fixture';
import { ProtocolError } from '../protocol-error';
import { x25519KeyPair } from '../x25519';
import { type EncType, layerKeyAtNode, open, readEncType, seal } from './layer-cipher';
import { openLayer, splitLayer } from './unwrap';

const hex = (text: string) => Buffer.from(text, 'hex');

interface Recording {
  readonly name: string;
  readonly secret: string;
  readonly request: string;
  readonly plaintext: string;
  readonly answer: string;
  readonly answerPlaintext: string | null;
}

const relayed: Recording[] = proxy.steps.flatMap((step) =>
  step.external_server_saw.map((saw) => ({
    name: step.label,
    secret: proxy.external_server.x25519_sk,
    request: saw.body_hex,
    plaintext: saw.decrypted,
    answer: saw.reply_hex,
    answerPlaintext: saw.reply_plain,
  })),
);
const direct = v4.vectors.flatMap((vector) =>
  vector.request_hex === undefined
    ? []
    : [
        {
          name: vector.name,
          secret: vector.server_x25519_seckey,
          request: vector.request_hex,
          plaintext: vector.inner_plaintext,
          answer: vector.response_hex,
          answerPlaintext: vector.response_plaintext ?? null,
        },
      ],
);
const unknownCipher = direct.filter(({ name }) => name === 'onion_enc_type_unknown');
const recordings = [...relayed, ...direct.filter(({ name }) => name !== 'onion_enc_type_unknown')];

/** What the client does with an answer: the key is the one of its request. */
function openAnswer({ secret, request, answer }: Recording): string {
  const { json } = splitLayer(hex(request));
  const key = layerKeyAtNode(readEncType(json.enc_type), x25519KeyPair(hex(secret)), hex(String(json.ephemeral_key)));
  return open(key, hex(answer)).toString();
}

describe('a layer for us', () => {
  it('was recorded through storage servers and directly, with and without a named cipher', () => {
    expect(relayed).toHaveLength(6);
    expect(direct.length).toBeGreaterThan(5);
    const named = recordings.map(({ request }) => splitLayer(hex(request)).json.enc_type);
    expect(new Set(named)).toEqual(new Set(['xchacha20', 'aes-gcm', undefined]));
  });

  it.each(recordings)('opens: $name', ({ secret, request, plaintext }) => {
    expect(openLayer(hex(request), x25519KeyPair(hex(secret))).plaintext.toString()).toBe(plaintext);
  });

  it.each(recordings.filter((one) => one.answerPlaintext !== null))('was answered with the same key: $name', (one) => {
    expect(openAnswer(one)).toBe(one.answerPlaintext);
  });

  it.each(recordings.filter((one) => one.answerPlaintext !== null))(
    'is answered by us with the recorded bytes, given the recorded nonce: $name',
    (one) => {
      const recordedAnswer = hex(one.answer);
      const nonce = (target: Buffer) => void recordedAnswer.copy(target, 0, 0, target.length);
      const layer = openLayer(hex(one.request), x25519KeyPair(hex(one.secret)), nonce);
      expect(layer.seal(Buffer.from(one.answerPlaintext!)).equals(recordedAnswer)).toBe(true);
    },
  );

  it.each(unknownCipher)('is refused when its cipher is unknown: $name', ({ secret, request }) => {
    expect(() => openLayer(hex(request), x25519KeyPair(hex(secret)))).toThrow(ProtocolError);
  });

  it('is not opened with another key', () => {
    for (const { request } of recordings) {
      expect(() => openLayer(hex(request), x25519KeyPair(Buffer.alloc(32, 1)))).toThrow(ProtocolError);
    }
  });
});

describe('any layer', () => {
  const node = x25519KeyPair(Buffer.alloc(32, 3));
  const client = x25519KeyPair(Buffer.alloc(32, 4));
  const layerOf = (json: unknown, encType: EncType = 'xchacha20', text = 'hello') => {
    const key = layerKeyAtNode(encType, node, client.publicKey);
    return frame(seal(key, Buffer.from(text)), typeof json === 'string' ? json : JSON.stringify(json));
  };
  const frame = (blob: Buffer, json: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(blob.length);
    return Buffer.concat([length, blob, Buffer.from(json)]);
  };

  it.each(['aes-gcm', 'aes-cbc'] as const)('takes %s inwards and answers in it', (encType) => {
    const bytes = layerOf({ ephemeral_key: client.publicKey.toString('hex'), enc_type: encType }, encType);
    const layer = openLayer(bytes, node);
    expect(layer.plaintext.toString()).toBe('hello');
    const key = layerKeyAtNode(encType, node, client.publicKey);
    expect(open(key, layer.seal(Buffer.from('answer'))).toString()).toBe('answer');
  });

  const whole = { ephemeral_key: client.publicKey.toString('hex'), enc_type: 'xchacha20' };
  /** A whole one with more in its JSON, just before the end. */
  const withMore = (more: string) => layerOf(`${JSON.stringify(whole).slice(0, -1)}${more}`);

  it.each<[string, Buffer]>([
    ['its key in capitals', layerOf({ ...whole, ephemeral_key: whole.ephemeral_key.toUpperCase() })],
    ['its key in base64', layerOf({ ...whole, ephemeral_key: client.publicKey.toString('base64') })],
    [
      'what the last node adds',
      layerOf({ ...whole, host: 'relay', port: 443, protocol: 'https', target: '/oxen/v4/lsrpc' }),
    ],
    ['what nobody knows', withMore(',"a":[[[[[[1]]]]]],"b":null}')],
    ['its cipher twice', layerOf(`{"enc_type":"rot13",${JSON.stringify(whole).slice(1)}`)],
    ['white space around its JSON', layerOf(` ${JSON.stringify(whole, null, 2)}\n`)],
  ])('is opened with %s', (_what, bytes) => {
    expect(openLayer(bytes, node).plaintext.toString()).toBe('hello');
  });

  it.each<[string, Buffer]>([
    ['JSON that is too long', withMore(`,"pad":"${'x'.repeat(17_000)}"}`)],
    ['JSON that is too deep', withMore(`,"a":${'['.repeat(8)}${']'.repeat(8)}}`)],
    ['JSON of too many parts', withMore(`,"a":[${'{},'.repeat(100)}{}]}`)],
    ['JSON without its end', withMore('')],
    ['something behind its JSON', withMore('}x')],
    ['a second JSON', withMore('}{}')],
    ['JSON that is not UTF-8', Buffer.concat([withMore(',"a":"'), Buffer.of(0xff, 0x22, 0x7d)])],
    [
      'a byte more in its blob',
      frame(Buffer.concat([splitLayer(layerOf(whole)).blob, Buffer.of(0)]), JSON.stringify(whole)),
    ],
    ['no cipher named, though it is not the usual one', layerOf({ ephemeral_key: whole.ephemeral_key })],
    ['null for a cipher', layerOf({ ...whole, enc_type: null })],
    ['another cipher than its own', layerOf({ ...whole, enc_type: 'aes-gcm' })],
    ['somebody else’s key', layerOf({ ...whole, ephemeral_key: node.publicKey.toString('hex') })],
    ['nothing', Buffer.alloc(0)],
    ['three bytes', Buffer.alloc(3)],
    ['only a length', Buffer.alloc(4)],
    ['a length beyond the end', Buffer.concat([Buffer.alloc(4, 0xff), Buffer.from('{}')])],
    ['no JSON', frame(Buffer.alloc(40), '')],
    ['JSON that is no object', frame(Buffer.alloc(40), '[]')],
    ['no key', frame(Buffer.alloc(60), '{}')],
    ['a key of zeros', frame(Buffer.alloc(60), JSON.stringify({ ephemeral_key: '00'.repeat(32) }))],
    ['a key of order 1', frame(Buffer.alloc(60), JSON.stringify({ ephemeral_key: `01${'00'.repeat(31)}` }))],
    ['a short key', frame(Buffer.alloc(60), JSON.stringify({ ephemeral_key: 'ab' }))],
    ['a key that is a list', frame(Buffer.alloc(60), JSON.stringify({ ephemeral_key: ['ab'.repeat(32)] }))],
    ['an empty blob', frame(Buffer.alloc(0), JSON.stringify({ ephemeral_key: client.publicKey.toString('hex') }))],
  ])('is refused with %s', (_fault, bytes) => {
    expect(() => openLayer(bytes, node)).toThrow(ProtocolError);
  });

  it('fails in no other way', () => {
    const good = layerOf({ ephemeral_key: client.publicKey.toString('hex'), enc_type: 'xchacha20' });
    fc.assert(
      fc.property(hostileBytes(good, hex(recordings[0]!.request)), (bytes) => {
        valueOrRefusal(() => openLayer(bytes, node));
        const parts = valueOrRefusal(() => splitLayer(bytes));
        if (parts !== undefined) expect(parts.blob.length).toBeLessThanOrEqual(bytes.length - 4);
      }),
      { numRuns: 1000 },
    );
  });
});
