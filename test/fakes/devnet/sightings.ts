/** What one node saw: enough to prove what a node learns and what it does not. */

export interface Sighting {
  /** ms, by the node's clock. */
  readonly at: number;
  /** Who connected; empty where ZeroMQ does not tell. */
  readonly sourceAddress: string;
  readonly path: string;
  /**
   * `direct`: an RPC in the open; `monitor`: over a monitor connection; the rest are onions: passed on, meant for this
   * node, for a server outside, or bad.
   */
  readonly role: 'direct' | 'monitor' | 'relay' | 'destination' | 'proxy' | 'refused';
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Status of the HTTP answer. */
  readonly status: number;
  /** RPC methods, those inside a batch too. */
  readonly methods: readonly string[];
  /** Accounts (66 hex digits) the request named. */
  readonly accounts: readonly string[];
  /** Where a relay passed it on: ed25519 of a node, or `host:port`. */
  readonly passedTo?: string;
  /** Everything readable to the node: the bytes that came, and what it decrypted of them. */
  readonly seen: readonly Buffer[];
}

/** A node that runs for days forgets its oldest sightings. */
const KEEP_BYTES = 16 * 1024 * 1024;
const KEEP = 20_000;

export class Sightings {
  readonly #all: Sighting[] = [];
  #bytes = 0;
  /** How many were dropped for lack of room; a proof of absence needs 0. */
  forgotten = 0;

  get all(): readonly Sighting[] {
    return this.#all;
  }

  add(sighting: Sighting): void {
    this.#all.push(sighting);
    this.#bytes += sizeOf(sighting);
    while (this.#all.length > KEEP || (this.#bytes > KEEP_BYTES && this.#all.length > 1)) {
      this.#bytes -= sizeOf(this.#all.shift() as Sighting);
      this.forgotten += 1;
    }
  }

  clear(): void {
    this.#all.length = 0;
    this.#bytes = 0;
    this.forgotten = 0;
  }

  /**
   * Whether the node could read this anywhere. A text of hex digits counts also as the bytes it names, with and
   * without a first byte of prefix, and as their base64.
   */
  know(secret: string | Buffer): boolean {
    const forms = formsOf(secret);
    return this.#all.some(({ seen }) => seen.some((bytes) => forms.some((form) => bytes.includes(form))));
  }

  /** The addresses that connected to this node. */
  sourceAddresses(): Set<string> {
    return new Set(this.#all.filter(({ role }) => role !== 'monitor').map((each) => each.sourceAddress));
  }

  count(role: Sighting['role'], method?: string): number {
    return this.#all.filter((each) => each.role === role && (method === undefined || each.methods.includes(method)))
      .length;
  }
}

function sizeOf(sighting: Sighting): number {
  return sighting.seen.reduce((sum, bytes) => sum + bytes.length, 256);
}

function formsOf(secret: string | Buffer): (string | Buffer)[] {
  if (Buffer.isBuffer(secret)) return [secret, secret.toString('hex'), secret.toString('base64').replace(/=+$/, '')];
  if (!/^([0-9a-f]{2}){8,}$/i.test(secret)) return [secret];
  const bytes = Buffer.from(secret, 'hex');
  const hex = secret.toLowerCase();
  const whole = [hex, bytes, bytes.toString('base64').replace(/=+$/, '')];
  return bytes.length === 33 ? [...whole, hex.slice(2), bytes.subarray(1)] : whole;
}
