/** Onion requests as their client makes them: the recorded wires made again, and every unusable path refused. */
import fc from 'fast-check';
import nodeList from '../../../test/vectors/node-list.json';
import layers from '../../../test/vectors/onion-layers.json';
import proxy from '../../../test/vectors/onion-proxy.json';
import { ProtocolError } from '../protocol-error';
import { readServiceNodes, type ServiceNode } from '../service-node';
import { x25519KeyPair } from '../x25519';
import { deriveLayerKey, type EncType, open as openSealed, readEncType } from './layer-cipher';
import { openLayer, splitLayer } from './unwrap';
import { type OnionHop, OnionWrapper, readNodeAnswer, wrapForNode, wrapForServer } from './wrap';

const hex = (text: string) => Buffer.from(text, 'hex');

/** The recording calls the node on port 24100 + i `n<i>`. */
function recordedPath(names: readonly string[]): ServiceNode[] {
  const nodes = readServiceNodes(nodeList.steps[1]?.response);
  return names.map((name) => nodes.find((node) => node.port === 24100 + Number(name.slice(1)))!);
}

function replay(fills: readonly string[]): (target: Buffer) => void {
  const left = fills.map(hex);
  return (target) => {
    const next = left.shift()!;
    expect(next).toHaveLength(target.length);
    next.copy(target);
  };
}

function threeHops() {
  const keys = [1, 2, 3].map((n) => x25519KeyPair(Buffer.alloc(32, n)));
  const path = keys.map((pair, i) => ({
    ed25519: Buffer.alloc(32, 0xa0 + i).toString('hex'),
    x25519: pair.publicKey.toString('hex'),
  }));
  return { keys, path };
}

describe('a request for a node', () => {
  it.each(layers.vectors.filter((v) => new Set(v.layers_innermost_first.map((l) => l.enc_type)).size === 1))(
    'is the wire a storage server accepted, byte for byte: $label',
    (vector) => {
      const encType = vector.layers_innermost_first[0]!.enc_type as EncType;
      const entropy = replay(vector.layers_innermost_first.flatMap((layer) => [layer.eph_sk, layer.nonce]));
      const request = new OnionWrapper(entropy, encType).forNode(
        recordedPath(vector.path),
        Buffer.from(vector.payload),
      );
      expect(request.wire.toString('hex')).toBe(vector.wire_hex);
      const plain = request.open(hex(vector.real_server_response_hex));
      expect(plain.toString()).toBe(vector.real_server_response_decrypted);
      expect(readNodeAnswer(plain)).toEqual(JSON.parse(vector.real_server_response_decrypted));
    },
  );

  it.each(layers.vectors)('makes the keys that were used: $label', (vector) => {
    for (const layer of vector.layers_innermost_first) {
      const material = Buffer.concat([hex(layer.shared_secret), hex(layer.eph_pk), hex(layer.node_x25519_pk)]);
      const key = deriveLayerKey(readEncType(layer.enc_type), material);
      expect(key.key.toString('hex')).toBe(layer.symmetric_key);
      expect(openSealed(key, hex(layer.ciphertext_hex)).toString('hex')).toBe(layer.plaintext_hex);
    }
  });

  it.each(['xchacha20', 'aes-gcm', 'aes-cbc'] as const)('is peeled hop by hop and answered: %s', (encType) => {
    const { keys, path } = threeHops();
    const payload = Buffer.from('{"method":"info","params":{}}');
    const request = new OnionWrapper(undefined, encType).forNode(path, payload);
    const entry = openLayer(request.wire, keys[0]!);
    expect(splitLayer(entry.plaintext).json).toMatchObject({ destination: path[1]!.ed25519, enc_type: encType });
    const relay = openLayer(entry.plaintext, keys[1]!);
    expect(splitLayer(relay.plaintext).json).toMatchObject({ destination: path[2]!.ed25519 });
    const destination = openLayer(relay.plaintext, keys[2]!);
    const { blob, json } = splitLayer(destination.plaintext);
    expect(blob).toEqual(payload);
    expect(json).toEqual({ headers: {}, json: true, base64: false });
    const answer = Buffer.from('{"body":"ok","status":200}');
    expect(request.open(destination.seal(answer))).toEqual(answer);
  });

  it('carries any payload, and its answer opens only if the destination sealed it', () => {
    const { keys, path } = threeHops();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const payload = Buffer.from(bytes);
        const request = wrapForNode(path, payload);
        const entry = openLayer(request.wire, keys[0]!);
        const destination = openLayer(openLayer(entry.plaintext, keys[1]!).plaintext, keys[2]!);
        expect(splitLayer(destination.plaintext).blob.equals(payload)).toBe(true);
        expect(request.open(destination.seal(payload)).equals(payload)).toBe(true);
        expect(() => request.open(entry.seal(payload))).toThrow(ProtocolError);
      }),
    );
  });

  it('never repeats an ephemeral key or a nonce', () => {
    const { path } = threeHops();
    const payload = Buffer.from('x');
    const wires = Array.from({ length: 50 }, () => wrapForNode(path, payload).wire);
    const outer = wires.map((wire) => splitLayer(wire));
    expect(new Set(outer.map(({ json }) => json.ephemeral_key)).size).toBe(50);
    expect(new Set(outer.map(({ blob }) => blob.toString('hex', 0, 24))).size).toBe(50);
  });

  it('refuses one hop, sixteen hops, and keys that are none', () => {
    const { path } = threeHops();
    const hop = path[0]!;
    const zero = '00'.repeat(32);
    const bad: OnionHop[][] = [
      [],
      [hop],
      Array.from({ length: 16 }, () => hop),
      [hop, { ...hop, x25519: zero }],
      [hop, { ...hop, x25519: 'ff'.repeat(31) }],
      [hop, { ...hop, ed25519: '"'.repeat(64) }],
      [hop, { ...hop, ed25519: `${'\u0161'.repeat(2)}${'0'.repeat(62)}` }],
    ];
    for (const hops of bad) expect(() => wrapForNode(hops, Buffer.alloc(1))).toThrow(ProtocolError);
  });

  it('opens no arbitrary answer', () => {
    const request = wrapForNode(threeHops().path, Buffer.from('{}'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => request.open(Buffer.from(bytes))).toThrow(ProtocolError);
      }),
    );
  });
});

describe('a request for a server behind the path', () => {
  const server = { host: '127.0.0.1', port: 24500, protocol: 'http', target: '/oxen/v4/lsrpc' } as const;

  it.each(['xchacha20', 'aes-gcm', 'aes-cbc'] as const)('reaches it as the recorded ones did: %s', (encType) => {
    const { keys, path } = threeHops();
    const own = x25519KeyPair(hex(proxy.external_server.x25519_sk));
    const envelope = Buffer.from('l2:{}e');
    const request = wrapForServer(path, { ...server, x25519: own.publicKey }, envelope, encType);
    const relayed = keys.reduce((body, pair) => openLayer(body, pair).plaintext, request.wire);
    const { json } = splitLayer(relayed);
    expect(Object.keys(json)).toEqual(Object.keys(proxy.steps[0]!.control_json_of_last_hop));
    expect(json).toMatchObject({ ...server, enc_type: encType });
    const layer = openLayer(relayed, own);
    expect(layer.plaintext).toEqual(envelope);
    expect(request.open(layer.seal(Buffer.from('answer'))).toString()).toBe('answer');
  });

  it('refuses hosts and targets that are no printable ASCII, ports and keys that are none', () => {
    const { path } = threeHops();
    const x25519 = x25519KeyPair(Buffer.alloc(32, 9)).publicKey;
    const payload = Buffer.alloc(0);
    for (const fault of [
      { host: '' },
      { host: 'b\u00fccher' },
      { target: '/a b' },
      { port: 0 },
      { port: Number.NaN },
      { x25519: Buffer.alloc(32) },
    ]) {
      expect(() => wrapForServer(path, { ...server, x25519, ...fault }, payload)).toThrow(ProtocolError);
    }
    expect(() => wrapForServer(path, { ...server, x25519: Buffer.alloc(31) }, payload)).toThrow(ProtocolError);
  });
});

describe('an answer of a node', () => {
  it('is its status and body, content cut out', () => {
    const text = '{"status":200,"body":{"messages":[{"hash":"h","data":"c2VjcmV0"}],"t":1}}';
    expect(readNodeAnswer(Buffer.from(text))).toEqual({
      status: 200,
      body: { messages: [{ hash: 'h', data: '' }], t: 1 },
    });
    expect(readNodeAnswer(Buffer.from('{"body":"no","status":401}'))).toEqual({ status: 401, body: 'no' });
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"status":"200"}',
    '{"status":99}',
    '{"status":1e999}',
    '{"status":200.5}',
    '{"status":NaN}',
    '{"__proto__":{"status":200}}',
    `{"status":200,"body":${'['.repeat(100_000)}`,
  ])('is refused: %#', (text) => {
    expect(() => readNodeAnswer(Buffer.from(text))).toThrow(ProtocolError);
  });
});
