/** Finds secrets in heaps of bytes, whole or in pieces, in every way in which programs usually write bytes down. */

export type Form = 'raw' | 'latin1 as UTF-8' | 'hex' | 'HEX' | 'base64' | 'base64url' | 'decimals';

/** A heap of bytes, and what it is called. */
export interface Heap {
  readonly place: string;
  readonly bytes: Buffer;
}

export interface Finding {
  readonly secret: string;
  readonly form: Form;
  readonly place: string;
  /** Position in the heap. */
  readonly at: number;
}

interface Pattern {
  readonly secret: string;
  readonly form: Form;
  readonly bytes: Buffer;
}

/** A piece of so many bytes meets nothing else by accident: 2^-60 per position in its weakest form. */
const PIECE = 8;
/** Long secrets are not searched for in more pieces than this. */
const MOST_PIECES = 64;
/** Looking up a global for every byte would take most of the time. */
const { imul } = Math;
const SHORTEST_PATTERN = 8;
const BUCKET_BITS = 22;

export class SecretSearch {
  readonly #patterns = new Map<number, Pattern[]>();
  /** Whether any pattern begins like this; spares the search in the map for nearly every position. */
  readonly #begins = new Uint8Array(1 << BUCKET_BITS);
  readonly #names = new Set<string>();

  /** The names of what is searched for. */
  get secrets(): readonly string[] {
    return [...this.#names];
  }

  /** Any piece of 15 bytes of it counts, and its first and last 8. Throws for fewer than 8 bytes. */
  keep(name: string, secret: Buffer): this {
    if (secret.length < PIECE) throw new Error(`${name} is too short to be searched for`);
    this.#names.add(name);
    for (const piece of piecesOf(secret)) this.#add(name, piece);
    return this;
  }

  /** Only the whole of it counts: for texts like addresses, whose pieces mean nothing. */
  keepWhole(name: string, text: string): this {
    this.#names.add(name);
    this.#add(name, Buffer.from(text));
    return this;
  }

  /** Every place where one begins. */
  find({ place, bytes }: Heap): Finding[] {
    const found: Finding[] = [];
    const begins = this.#begins;
    let word = 0;
    for (let next = 0; next < bytes.length; next += 1) {
      word = (word << 8) | (bytes[next] as number);
      if (begins[bucketOf(word)] === 0) continue;
      const at = next - 3;
      for (const pattern of this.#patterns.get(word) ?? []) {
        if (at < 0) continue;
        const end = Math.min(at + pattern.bytes.length, bytes.length);
        if (pattern.bytes.compare(bytes, at, end) !== 0) continue;
        found.push({ secret: pattern.secret, form: pattern.form, place, at });
      }
    }
    return found;
  }

  #add(secret: string, piece: Buffer): void {
    for (const [form, bytes] of formsOf(piece)) {
      if (bytes.length < SHORTEST_PATTERN) throw new Error(`${secret} is too short to be searched for as ${form}`);
      const head = bytes.readInt32BE(0);
      this.#patterns.set(head, [...(this.#patterns.get(head) ?? []), { secret, form, bytes }]);
      this.#begins[bucketOf(head)] = 1;
    }
  }
}

/** Spreads the first four bytes over the buckets. */
function bucketOf(word: number): number {
  return imul(word, 0x9e3779b1) >>> (32 - BUCKET_BITS);
}

function* piecesOf(secret: Buffer): Iterable<Buffer> {
  const last = secret.length - PIECE;
  const step = Math.max(PIECE, Math.ceil(last / MOST_PIECES));
  for (let from = 0; from < last; from += step) yield secret.subarray(from, from + PIECE);
  yield secret.subarray(last);
}

function* formsOf(piece: Buffer): Iterable<[Form, Buffer]> {
  yield ['raw', piece];
  const asText = Buffer.from(piece.toString('latin1'), 'utf8');
  if (!asText.equals(piece)) yield ['latin1 as UTF-8', asText];
  const hex = piece.toString('hex');
  yield ['hex', Buffer.from(hex)];
  if (hex !== hex.toUpperCase()) yield ['HEX', Buffer.from(hex.toUpperCase())];
  for (const before of [0, 1, 2]) {
    const base64 = withinBase64(piece, before);
    yield ['base64', Buffer.from(base64)];
    const base64url = base64.replaceAll('+', '-').replaceAll('/', '_');
    if (base64url !== base64) yield ['base64url', Buffer.from(base64url)];
  }
  for (const separator of [',', ', ']) yield ['decimals', Buffer.from([...piece].join(separator))];
}

/** The characters that the piece alone decides, wherever it stands in a longer text: `before` bytes stand before it. */
function withinBase64(piece: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), piece]).toString('base64');
  const first = Math.ceil((before * 8) / 6);
  const end = Math.floor(((before + piece.length) * 8) / 6);
  return text.slice(first, end);
}
