/** An onion request as its receiver sees it: a relay or we open our layer, and seal the answer with the same key. */
import { bytesFromText } from '../bytes';
import { parseJsonObject } from '../json';
import { ProtocolError } from '../protocol-error';
import type { X25519KeyPair } from '../x25519';
import { type Entropy, systemEntropy } from './entropy';
import { layerKeyAtNode, open, readEncType, seal } from './layer-cipher';

export interface OpenedLayer {
  readonly plaintext: Buffer;
  /** The answer as its client can open it, under a fresh nonce. */
  seal(answer: Buffer): Buffer;
}

/** The JSON of a layer holds a few short fields. */
const MAX_JSON = 16 * 1024;
const JSON_LIMITS = { depth: 8, containers: 64, commas: 1024 };

/** Opens `LE32 | blob | JSON {ephemeral_key, enc_type}` encrypted to our key pair. Throws ProtocolError. */
export function openLayer(body: Buffer, keyPair: X25519KeyPair, entropy: Entropy = systemEntropy): OpenedLayer {
  const { blob, json } = splitLayer(body);
  const encType = readEncType(json.enc_type);
  const key = layerKeyAtNode(encType, keyPair, bytesFromText(json.ephemeral_key, 32));
  return { plaintext: open(key, blob), seal: (answer) => seal(key, answer, entropy) };
}

/** The two parts of `LE32 | blob | JSON`, the blob as a view. Throws ProtocolError. */
export function splitLayer(bytes: Buffer): { blob: Buffer; json: Record<string, unknown> } {
  if (bytes.length < 4) throw new ProtocolError('the layer is too short');
  const length = bytes.readUInt32LE(0);
  if (length > bytes.length - 4) throw new ProtocolError('the layer names a length beyond its end');
  const json = bytes.subarray(4 + length);
  if (json.length > MAX_JSON) throw new ProtocolError('the JSON of the layer is too long');
  return { blob: bytes.subarray(4, 4 + length), json: parseJsonObject(json, JSON_LIMITS) };
}
