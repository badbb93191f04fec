/** An onion request as its client makes it: wrapped once for every hop of a path, its answer opened at the end. */
import { crypto_scalarmult_base } from 'sodium-native';
import { bytesFromHex } from '../bytes';
import { parseJsonObject } from '../json';
import { withoutContent } from '../message-content';
import { ProtocolError } from '../protocol-error';
import { agreeInto } from '../x25519';
import { type Entropy, systemEntropy } from './entropy';
import {
  deriveLayerKey,
  type EncType,
  type LayerKey,
  nonceLength,
  open,
  sealedLength,
  sealInPlace,
} from './layer-cipher';

export interface OnionHop {
  /** 64 hex digits. */
  readonly ed25519: string;
  /** 64 hex digits. */
  readonly x25519: string;
}

/** A server outside the network that the last hop talks to on our behalf. */
export interface OnionServer {
  /** 32 bytes. */
  readonly x25519: Buffer;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'http' | 'https';
  /** Path, e.g. `/oxen/v4/lsrpc`. */
  readonly target: string;
}

export interface OnionRequest {
  /** Body of `POST /onion_req/v2` at the first hop. */
  readonly wire: Buffer;
  /** The plaintext of the answer. Throws ProtocolError when the destination did not write it. */
  open(answer: Buffer): Buffer;
}

/** One hop alone would learn both who asks and what for; nodes pass a request on 15 times at most. */
const MIN_HOPS = 2;
const MAX_HOPS = 15;
/** Asks the destination for its answer as JSON, raw. */
const CONTROL = '{"headers":{},"json":true,"base64":false}';
const PRINTABLE = /^[\x21-\x7e]{1,255}$/;

/** One encryption: to whom, and the JSON that stands behind its blob, around the ephemeral key's 64 digits. */
interface Layer {
  readonly publicKey: Buffer;
  readonly encType: EncType;
  readonly head: string;
  readonly tail: string;
}

/** Makes onion requests from one source of randomness; relays are always spoken to in `hopCipher`. */
export class OnionWrapper {
  constructor(
    private readonly entropy: Entropy = systemEntropy,
    private readonly hopCipher: EncType = 'xchacha20',
  ) {}

  /** A storage RPC for the last node of the path. Throws ProtocolError for an unusable path. */
  forNode(path: readonly OnionHop[], payload: Buffer): OnionRequest {
    const layers = this.#hops(path);
    const core = 4 + payload.length + CONTROL.length;
    return this.#wrap(layers, core, (target, at) => {
      target.writeUInt32LE(payload.length, at);
      payload.copy(target, at + 4);
      target.write(CONTROL, at + 4 + payload.length, 'latin1');
    });
  }

  /** A request that the last node of the path passes on to a server. Throws ProtocolError for an unusable path. */
  forServer(
    path: readonly OnionHop[],
    server: OnionServer,
    payload: Buffer,
    encType: EncType = 'xchacha20',
  ): OnionRequest {
    const layers = [...this.#hops(path), serverLayer(server, encType)];
    return this.#wrap(layers, payload.length, (target, at) => {
      payload.copy(target, at);
    });
  }

  #hops(path: readonly OnionHop[]): Layer[] {
    if (path.length < MIN_HOPS || path.length > MAX_HOPS) {
      throw new ProtocolError(`a path has ${MIN_HOPS} to ${MAX_HOPS} hops`);
    }
    const tail = `","enc_type":"${this.hopCipher}"}`;
    return path.map((hop, index) => ({
      publicKey: bytesFromHex(hop.x25519, 32),
      encType: this.hopCipher,
      head: index === 0 ? '{"ephemeral_key":"' : `{"destination":"${nodeName(hop)}","ephemeral_key":"`,
      tail,
    }));
  }

  /** Every size is known beforehand, so all layers are sealed inside the one buffer that goes out. */
  #wrap(layers: readonly Layer[], coreLength: number, writeCore: (target: Buffer, at: number) => void): OnionRequest {
    const frames = placeLayers(layers, coreLength);
    const wire = Buffer.allocUnsafe(frames.total);
    writeCore(wire, frames.coreAt);
    const scratch = Buffer.allocUnsafe(128);
    let innermost: LayerKey | undefined;
    for (const frame of frames.inwards.reverse()) {
      const key = this.#agree(frame.layer, scratch);
      innermost ??= key;
      wire.writeUInt32LE(frame.end - frame.start, frame.start - 4);
      sealInPlace(key, wire.subarray(frame.start, frame.end), frame.plainLength, this.entropy);
      wire.write(frame.layer.head, frame.end, 'latin1');
      wire.write(scratch.toString('hex', 64, 96), frame.end + frame.layer.head.length, 'latin1');
      wire.write(frame.layer.tail, frame.end + frame.layer.head.length + 64, 'latin1');
    }
    scratch.fill(0);
    const answerKey = innermost;
    if (answerKey === undefined) throw new ProtocolError('a request needs a layer');
    return { wire, open: (answer) => open(answerKey, answer) };
  }

  /** A fresh ephemeral key and what it agrees with the layer's owner. Scratch: secret, shared, ephemeral, owner. */
  #agree(layer: Layer, scratch: Buffer): LayerKey {
    const secret = scratch.subarray(0, 32);
    const ephemeral = scratch.subarray(64, 96);
    this.entropy(secret);
    crypto_scalarmult_base(ephemeral, secret);
    agreeInto(scratch.subarray(32, 64), secret, layer.publicKey);
    layer.publicKey.copy(scratch, 96);
    return deriveLayerKey(layer.encType, scratch.subarray(32, 128));
  }
}

interface Frame {
  readonly layer: Layer;
  /** Where the sealed blob lies in the wire. */
  readonly start: number;
  readonly end: number;
  readonly plainLength: number;
}

/** Where each layer's blob will lie: every layer holds `LE32 | blob | JSON` of the next. */
function placeLayers(
  layers: readonly Layer[],
  coreLength: number,
): { total: number; coreAt: number; inwards: Frame[] } {
  const plainLengths: number[] = [];
  let length = coreLength;
  for (const layer of [...layers].reverse()) {
    plainLengths.unshift(length);
    length = 4 + sealedLength(layer.encType, length) + layer.head.length + 64 + layer.tail.length;
  }
  let at = 0;
  const inwards = layers.map((layer, index) => {
    const start = at + 4;
    const plainLength = plainLengths[index] ?? 0;
    at = start + nonceLength(layer.encType);
    return { layer, start, end: start + sealedLength(layer.encType, plainLength), plainLength };
  });
  return { total: length, coreAt: at, inwards };
}

function serverLayer(server: OnionServer, encType: EncType): Layer {
  const { x25519, host, port, protocol, target } = server;
  if (x25519.length !== 32) throw new ProtocolError('a server key has 32 bytes');
  if (!PRINTABLE.test(host) || !PRINTABLE.test(target)) throw new ProtocolError('host and target are printable ASCII');
  if (!Number.isInteger(port) || port < 1 || port > 0xffff) throw new ProtocolError('a port is 1 to 65535');
  const rest = JSON.stringify({ enc_type: encType, host, port, protocol, target });
  return { publicKey: x25519, encType, head: '{"ephemeral_key":"', tail: `",${rest.slice(1)}` };
}

function nodeName(hop: OnionHop): string {
  return bytesFromHex(hop.ed25519, 32).toString('hex');
}

const wrapper = new OnionWrapper();

/** A storage RPC (`payload`: its JSON) for the last node of the path. Throws ProtocolError for an unusable path. */
export function wrapForNode(path: readonly OnionHop[], payload: Buffer): OnionRequest {
  return wrapper.forNode(path, payload);
}

/** What a phone sends: a v4 envelope for a server behind the last node. Throws ProtocolError for an unusable path. */
export function wrapForServer(
  path: readonly OnionHop[],
  server: OnionServer,
  payload: Buffer,
  encType: EncType = 'xchacha20',
): OnionRequest {
  return wrapper.forServer(path, server, payload, encType);
}

/** A node's opened answer `{"body":…,"status":n}`; message content in it is cut out unparsed. Throws ProtocolError. */
export function readNodeAnswer(plain: Buffer): { status: number; body: unknown } {
  const { status, body } = parseJsonObject(withoutContent(plain));
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) {
    throw new ProtocolError('the answer has no status');
  }
  return { status, body };
}
