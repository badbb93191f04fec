/** The master keys out of which every account's delegate key is derived: one current, older ones until they run out. */
import { z } from 'zod';

const ID = /^[A-Za-z0-9_-]{1,32}$/;
const id = z.string().regex(ID, 'a key id has 1 to 32 letters, digits, - or _');
const hexKey = z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal characters (32 bytes)');
const fileShape = z
  .strictObject({ current: id, keys: z.record(id, hexKey) })
  .refine((file) => Object.hasOwn(file.keys, file.current), 'the current key id has no key');

/** RELAY_MASTER_KEYS_FILE: `{"current":"2","keys":{"1":"<64 hex>","2":"<64 hex>"}}`. */
export class MasterKeys {
  private constructor(
    readonly current: string,
    /** 32 bytes each, by id. */
    readonly keys: ReadonlyMap<string, Buffer>,
    /** Ids, the current one before all others. */
    readonly newestFirst: readonly string[],
  ) {}

  /** The shape of the file, for the settings of the roles that need it. */
  static readonly file = z.string().transform((text, context) => {
    try {
      return MasterKeys.parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

  /** Throws an Error that says what is wrong, without any key in it. */
  static parse(text: string): MasterKeys {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new Error('must hold JSON: {"current":"1","keys":{"1":"<64 hex>"}}');
    }
    const result = fileShape.safeParse(json);
    if (!result.success) {
      const faults = result.error.issues.map((issue) => `${placeOf(issue.path)}${issue.message}`);
      throw new Error(`is not a file of master keys: ${faults.join('; ')}`);
    }
    const { current, keys } = result.data;
    const bytes = new Map(Object.entries(keys).map(([name, hex]) => [name, Buffer.from(hex, 'hex')]));
    return new MasterKeys(current, bytes, [current, ...[...bytes.keys()].filter((name) => name !== current)]);
  }

  /** A new file with one key out of `random` (32 bytes). */
  static newFile(random: Buffer): string {
    return `${JSON.stringify({ current: '1', keys: { 1: random.toString('hex') } }, null, 2)}\n`;
  }
}

/** Only well-formed ids are named: somebody may have swapped ids and keys. */
function placeOf(path: readonly PropertyKey[]): string {
  const safe = path.filter((part) => ID.test(String(part)));
  return safe.length === 0 ? '' : `${safe.join('.')}: `;
}
