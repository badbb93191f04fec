/** Seals what the database keeps and hashes what it is searched by, under keys from outside it that can be rotated. */
import sodium from 'sodium-native';
import { z } from 'zod';
import { openUnder, SealError, sealUnder } from './sealing';

export { SealError };

/** `01 | key id (2 bytes) | nonce (24) | ciphertext and tag`: the key id makes rotation row by row possible. */
const VERSION = 1;
const HEADER = 3;
export const LOOKUP_BYTES = 32;

const keyId = z.number().int().min(1).max(65_535);
const hexKey = z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal characters (32 bytes)');
const keyRing = z
  .object({ current: keyId, keys: z.record(z.string().regex(/^\d+$/), hexKey) })
  .refine((ring) => ring.keys[String(ring.current)] !== undefined, 'the current key id has no key');

const fileShape = z.object({ data: keyRing, lookup: keyRing });
type KeyFile = z.infer<typeof fileShape>;

/**
 * The keys of DATA_KEYS_FILE: `{"data":{"current":1,"keys":{"1":"<64 hex>"}},"lookup":{…}}`.
 * Data keys seal (XChaCha20-Poly1305); the current one writes, all of them read.
 * The lookup key makes keyed hashes (BLAKE2b); only the current one is used.
 */
export class DataKeys {
  private readonly dataKeys: ReadonlyMap<number, Buffer>;
  private readonly currentDataKey: Buffer;
  private readonly lookupKey: Buffer;
  readonly currentDataKeyId: number;
  readonly currentLookupKeyId: number;

  private constructor(file: KeyFile) {
    this.dataKeys = new Map(Object.entries(file.data.keys).map(([id, key]) => [Number(id), Buffer.from(key, 'hex')]));
    this.currentDataKeyId = file.data.current;
    this.currentDataKey = this.dataKeys.get(file.data.current) as Buffer;
    this.currentLookupKeyId = file.lookup.current;
    this.lookupKey = Buffer.from(file.lookup.keys[String(file.lookup.current)] as string, 'hex');
  }

  /** The shape of the file, for the settings of the roles that need it. */
  static readonly file = z.string().transform((text, context) => {
    try {
      return DataKeys.parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

  /** Throws an Error that says what is wrong, without any key in it. */
  static parse(text: string): DataKeys {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new Error('must hold JSON: {"data":{"current":1,"keys":{"1":"<64 hex>"}},"lookup":{…the same}}');
    }
    const result = fileShape.safeParse(json);
    if (!result.success) {
      const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      throw new Error(`is not a key file: ${faults.join('; ')}`);
    }
    return new DataKeys(result.data);
  }

  /** A new file with one data key and one lookup key out of `random` (64 bytes). */
  static newFile(random: Buffer): string {
    const ring = (key: Buffer) => ({ current: 1, keys: { 1: key.toString('hex') } });
    const file = { data: ring(random.subarray(0, 32)), lookup: ring(random.subarray(32, 64)) };
    return `${JSON.stringify(file, null, 2)}\n`;
  }

  /** `place` is the table and column the value is meant for; it opens nowhere else. */
  seal(place: string, plaintext: Buffer): Buffer {
    const header = Buffer.allocUnsafe(HEADER);
    header.writeUInt8(VERSION, 0);
    header.writeUInt16BE(this.currentDataKeyId, 1);
    return sealUnder(this.currentDataKey, place, plaintext, header);
  }

  /** Throws SealError. */
  open(place: string, sealed: Buffer): Buffer {
    if (sealed.length < HEADER || sealed[0] !== VERSION) throw new SealError('not a sealed value');
    const key = this.dataKeys.get(sealed.readUInt16BE(1));
    if (key === undefined) throw new SealError(`sealed under data key ${sealed.readUInt16BE(1)}, which is not at hand`);
    return openUnder(key, place, sealed.subarray(HEADER));
  }

  hasDataKey(id: number): boolean {
    return this.dataKeys.has(id);
  }

  /** True when the value was sealed under an older key than the current one. */
  isStale(sealed: Buffer): boolean {
    return sealed.readUInt16BE(1) !== this.currentDataKeyId;
  }

  /** A keyed hash of `parts` to search by; `place` keeps the hashes of different columns apart. */
  lookup(place: string, ...parts: readonly Buffer[]): Buffer {
    const hash = Buffer.allocUnsafe(LOOKUP_BYTES);
    const input: Buffer[] = [Buffer.from(place), Buffer.of(0)];
    for (const part of parts) {
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32LE(part.length);
      input.push(length, part);
    }
    sodium.crypto_generichash_batch(hash, input, this.lookupKey);
    return hash;
  }
}
