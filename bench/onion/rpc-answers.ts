/** The storage RPCs that a watcher needs, answered without looking anything up: no account has any message. */

export interface Counted {
  /** Batches of retrieves, and the retrieves in them. */
  readonly batches: number;
  readonly retrieves: number;
  /** Of some accounts, known by their first byte: polls, and polls with another signature than the one before. */
  readonly watched: number;
  readonly newlySigned: number;
  /** Bytes of the last batch and of its answer, inside the onion. */
  readonly requestBytes: number;
  readonly answerBytes: number;
}

const RETRIEVE = Buffer.from('"method":"retrieve"');
/** One account in 256 is watched more closely: reading every request would cost more than answering it. */
const WATCHED = Buffer.from('"pubkey":"05a5');
const ACCOUNT_AT = '"pubkey":"'.length;
const ACCOUNT_LENGTH = 66;
const TIMESTAMP = Buffer.from('"timestamp":');
const TIMESTAMP_LENGTH = 13;

export class RpcAnswers {
  private counted = zero();
  private readonly batches = new Map<number, string>();
  /** For what time the newest signature of each watched account was made. */
  private readonly signedFor = new Map<string, string>();

  constructor(private readonly listOfNodes: () => readonly Record<string, unknown>[]) {}

  /** To a request inside an onion: `{"body":…,"status":200}`. */
  inOnion(request: Buffer): Buffer {
    const retrieves = placesOf(RETRIEVE, request).length;
    const body = retrieves === 0 ? this.other(request) : this.batch(retrieves, request);
    const answer = Buffer.from(`{"body":${body},"status":200}`, 'latin1');
    if (retrieves > 0) this.counted.answerBytes = answer.length;
    return answer;
  }

  /** To a request outside of any onion: from a watcher that knows no node yet. */
  plain(request: Buffer): Buffer {
    return Buffer.from(this.other(request), 'latin1');
  }

  takeCount(): Counted {
    const { counted } = this;
    this.counted = zero();
    return counted;
  }

  private batch(retrieves: number, request: Buffer): string {
    const { counted } = this;
    counted.batches += 1;
    counted.retrieves += retrieves;
    counted.requestBytes = request.length;
    const now = Date.now();
    for (const at of placesOf(WATCHED, request)) this.watch(request, at);
    let results = this.batches.get(retrieves);
    if (results === undefined) {
      const empty = `{"body":{"hf":[19,4],"messages":[],"more":false,"t":#},"code":200}`;
      results = Array.from({ length: retrieves }, () => empty).join(',');
      this.batches.set(retrieves, results);
    }
    return `{"hf":[19,4],"results":[${results.replaceAll('#', String(now))}],"t":${now}}`;
  }

  private watch(request: Buffer, at: number): void {
    const from = at + ACCOUNT_AT;
    const account = request.toString('latin1', from, from + ACCOUNT_LENGTH);
    const timestampAt = request.indexOf(TIMESTAMP, from) + TIMESTAMP.length;
    const signedFor = request.toString('latin1', timestampAt, timestampAt + TIMESTAMP_LENGTH);
    this.counted.watched += 1;
    if (this.signedFor.get(account) !== signedFor) this.counted.newlySigned += 1;
    this.signedFor.set(account, signedFor);
  }

  private other(request: Buffer): string {
    const { method } = JSON.parse(request.toString()) as { method: string };
    const t = Date.now();
    if (method === 'info') return JSON.stringify({ hf: [19, 4], t, timestamp: t, version: [2, 8, 0] });
    return JSON.stringify({ hf: [19, 4], result: { service_node_states: this.listOfNodes(), status: 'OK' }, t });
  }
}

function zero() {
  return { batches: 0, retrieves: 0, watched: 0, newlySigned: 0, requestBytes: 0, answerBytes: 0 };
}

function placesOf(part: Buffer, bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(part); at !== -1; at = bytes.indexOf(part, at + part.length)) places.push(at);
  return places;
}
