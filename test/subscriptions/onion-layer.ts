/** The layer a phone wraps for the relay, as the last node hands it over, and its answer opened again. */
import { randomBytes } from 'node:crypto';
import { deriveLayerKey, type EncType, open, readEncType, seal } from '../../src/protocol/onion/layer-cipher';
import { splitLayer } from '../../src/protocol/onion/unwrap';
import { readV4Response, type V4Response, writeV4Request } from '../../src/protocol/onion/v4-envelope';
import { agreeInto, x25519KeyPair } from '../../src/protocol/x25519';

export interface WrappedLayer {
  /** Body of POST /oxen/v4/lsrpc. */
  readonly wire: Buffer;
  open(answer: Buffer): V4Response;
}

/** `name`: what the layer says its cipher is; null leaves it out. */
export function wrapLayer(
  plaintext: Buffer,
  serverPublicKey: Buffer,
  encType: EncType = 'xchacha20',
  name: string | null = encType,
): WrappedLayer {
  const ephemeral = x25519KeyPair(randomBytes(32));
  const material = Buffer.alloc(96);
  agreeInto(material.subarray(0, 32), ephemeral.secretKey, serverPublicKey);
  ephemeral.publicKey.copy(material, 32);
  serverPublicKey.copy(material, 64);
  const key = deriveLayerKey(encType, material);
  const cipher = name === null ? {} : { enc_type: name };
  const head = { ephemeral_key: ephemeral.publicKey.toString('hex'), ...cipher, host: 'relay', port: 443 };
  return {
    wire: layer(seal(key, plaintext), head),
    open: (answer) => readV4Response(open(key, answer)),
  };
}

export function layer(blob: Buffer, head: object): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(blob.length);
  return Buffer.concat([length, blob, Buffer.from(JSON.stringify(head))]);
}

export function v4(endpoint: string, body?: unknown, method = 'POST'): Buffer {
  const headers = { 'content-type': 'application/json' };
  if (body === undefined) return writeV4Request({ method, endpoint, headers });
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return writeV4Request({ method, endpoint, headers, body: bytes });
}

/** Opens the answer to a recorded request, with the server's secret or that of the phone's ephemeral key. */
export function openRecorded(request: Buffer, serverSecretKey: Buffer, answer: Buffer): V4Response {
  const { json } = splitLayer(request);
  const server = x25519KeyPair(serverSecretKey);
  const clientPublicKey = Buffer.from(String(json.ephemeral_key), 'hex');
  const material = Buffer.alloc(96);
  agreeInto(material.subarray(0, 32), server.secretKey, clientPublicKey);
  clientPublicKey.copy(material, 32);
  server.publicKey.copy(material, 64);
  return readV4Response(open(deriveLayerKey(readEncType(json.enc_type), material), answer));
}
