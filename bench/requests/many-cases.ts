/** Fills a request log as years of work would: whole chains of events, sealed and hashed as the relay does it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { linkHash } from '../../src/platform/chain/link';
import type { EventBody } from '../../src/transparency/case-event';
import { keyedHash, sealedTarget, sealForCase } from '../../src/transparency/chain/case-cipher';
import { KINDS, PROCESSES } from '../../src/transparency/enumerations';

/** Cases are worked on together: the events of one lie far apart in the chain. */
const CASES_AT_ONCE = 500;
const DAY_MS = 86_400_000;
const YEARS = 10;
const COUNTRIES = ['CH', 'CH', 'CH', 'DE', 'FR', 'US', 'AT', 'IT'];

export interface ManyCases {
  /** Of the case in the middle. */
  readonly caseId: string;
  readonly identifier: string;
  readonly reference: string;
}

export function identifierAt(index: number): string {
  return `05${index.toString(16).padStart(64, 'a')}`;
}

/** `eventsEach` of every case, ten years of them up to now; about one in ten is still open. */
export async function fillWithCases(
  url: string,
  keys: DataKeys,
  { cases, eventsEach }: { readonly cases: number; readonly eventsEach: number },
): Promise<ManyCases> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const filling = new Filling(client, keys, cases, eventsEach);
  try {
    await filling.begin();
    for (let from = 0; from < cases; from += CASES_AT_ONCE)
      await filling.add(from, Math.min(CASES_AT_ONCE, cases - from));
    await client.query('VACUUM ANALYZE case_event, case_key');
    return { caseId: filling.middle, identifier: identifierAt(cases >> 1), reference: `STA ${cases >> 1}` };
  } finally {
    await client.end();
  }
}

class Filling {
  middle = '';
  private seq = 0;
  private prevHash: string | null = null;
  private readonly hashKeys = new Map<number, Buffer>();
  private readonly beganMs: number;

  constructor(
    private readonly client: Client,
    private readonly keys: DataKeys,
    private readonly cases: number,
    private readonly eventsEach: number,
  ) {
    this.beganMs = Date.now() - YEARS * 365 * DAY_MS;
  }

  async begin(): Promise<void> {
    const first = new Date(this.beganMs).getUTCFullYear();
    for (let year = first; year <= new Date().getUTCFullYear(); year += 1) {
      const key = randomBytes(32);
      this.hashKeys.set(year, key);
      const sealed = this.keys.seal('hash_key.key', key);
      await this.client.query('INSERT INTO hash_key (year, key_sealed) VALUES ($1, $2)', [year, sealed]);
    }
  }

  async add(from: number, count: number): Promise<void> {
    const made = Array.from({ length: count }, (_, place) => this.newCase(from + place));
    await this.client.query(
      'INSERT INTO case_key (case_id, key_sealed) SELECT * FROM unnest($1::uuid[], $2::bytea[])',
      [made.map((one) => one.id), made.map((one) => this.keys.seal('case_key.key', one.key))],
    );
    const rows = {
      seq: [] as number[],
      id: [] as string[],
      entry: [] as string[],
      prev: [] as unknown[],
      hash: [] as Buffer[],
    };
    for (let round = 0; round < this.eventsEach; round += 1) {
      for (const { id, index, bodies, startMs } of made) {
        this.seq += 1;
        const at = new Date(startMs + round * 3_600_000).toISOString();
        const actor = round === 0 ? 'intake' : `officer-${index % 7}`;
        const entry = { seq: this.seq, caseId: id, at, recordedAt: at, actor, body: bodies[round] ?? { type: 'note' } };
        const hash = linkHash(entry, this.prevHash);
        rows.seq.push(this.seq);
        rows.id.push(id);
        rows.entry.push(JSON.stringify(entry));
        rows.prev.push(this.prevHash === null ? null : Buffer.from(this.prevHash, 'hex'));
        rows.hash.push(Buffer.from(hash, 'hex'));
        this.prevHash = hash;
      }
    }
    await this.client.query(
      `INSERT INTO case_event (seq, case_id, entry, prev_hash, hash)
       SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::jsonb[], $4::bytea[], $5::bytea[])`,
      [rows.seq, rows.id, rows.entry, rows.prev, rows.hash],
    );
  }

  private newCase(index: number) {
    const id = randomUUID();
    if (index === this.cases >> 1) this.middle = id;
    const key = randomBytes(32);
    const startMs = this.beganMs + (index / this.cases) * YEARS * 365 * DAY_MS * 0.999;
    return { id, index, key, startMs, bodies: this.bodiesOf(index, key, startMs) };
  }

  /** A life to its end, unless the case is one of those that still wait for something. */
  private bodiesOf(index: number, key: Buffer, startMs: number): EventBody[] {
    const items = [{ result: 'rejected', category: 'push_registration' }] as const;
    const life: EventBody[] = [
      this.received(index, key, startMs),
      { type: 'triage' },
      { type: 'begin_verification' },
      { type: 'verify', how: 'called back the number of the register' },
      { type: 'draft_decision', items: [...items], reasons: ['overbroad'] },
      { type: 'submit_decision' },
      { type: 'approve_reply', approvalId: randomUUID() },
      {
        type: 'document',
        document: { sha256: randomBytes(32).toString('hex'), role: 'correspondence_out', direction: 'out' },
      },
    ];
    if (index % 50 === 0) life.push({ type: 'hold', scope: 'content', until: '2030-01-01', basis: 'CrimPC 73' });
    return index % 10 === 0 ? life.slice(0, 1 + (index % 7)) : [...life, { type: 'close' }];
  }

  private received(index: number, key: Buffer, startMs: number): EventBody {
    const at = new Date(startMs).toISOString();
    const hashKey = this.hashKeys.get(new Date(startMs).getUTCFullYear()) as Buffer;
    const reference = `STA ${index}`;
    return {
      type: 'received',
      publicId: [...randomBytes(16)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join(''),
      kind: KINDS[index % 3] ?? 'other',
      requester: 'government',
      channel: 'post',
      country: COUNTRIES[index % COUNTRIES.length] ?? 'CH',
      viaCountry: null,
      process: PROCESSES[index % 5] ?? 'unknown',
      receivedAt: at,
      precision: 'minute',
      receivedDate: at.slice(0, 10),
      deadlineAt: index % 2 === 0 ? new Date(startMs + 20 * DAY_MS).toISOString() : null,
      emergency: index % 100 === 0,
      realTime: false,
      bulk: false,
      targets: [index, index + 1].map((one) =>
        sealedTarget(key, hashKey, { identifier: identifierAt(one), type: 'account_id' }),
      ),
      targetCount: 0,
      categories: ['push_registration'],
      coarsen: [],
      relatedTo: null,
      contactSealed: sealForCase(key, 'contact', 'A prosecutor'),
      referenceSealed: sealForCase(key, 'reference', reference),
      referenceHash: keyedHash(hashKey, 'reference', reference.toLowerCase()),
      detailsSealed: sealForCase(key, 'details', 'When was it last used?'),
    };
  }
}
