/** One more event at the end of a full log, as the relay writes it. */
import type { Client } from 'pg';
import { linkHash } from '../../src/platform/chain/link';

/** The case that came last; one of those in the middle that are closed; one of the first that are open still. */
export type CaseKind = 'recent' | 'closed long ago' | 'open for years';

const PLACES: Readonly<Record<CaseKind, string>> = {
  recent: 'ORDER BY logged_seq DESC',
  'closed long ago': 'WHERE NOT is_open ORDER BY abs(logged_seq - 500000)',
  'open for years': 'WHERE is_open ORDER BY logged_seq OFFSET 100',
};

export async function someCase(client: Client, kind: CaseKind): Promise<string> {
  const place = PLACES[kind];
  const { rows } = await client.query<{ case_id: string }>(`SELECT case_id FROM case_board ${place} LIMIT 1`);
  return rows[0]?.case_id ?? '';
}

/** Dated now: a note, which counts for nothing, or another country, by which lines and figures differ. */
export async function appendEvent(client: Client, caseId: string, what: 'note' | 'country'): Promise<void> {
  const { rows } = await client.query<{ seq: string; hash: Buffer }>(
    'SELECT seq, hash FROM case_event ORDER BY seq DESC LIMIT 1',
  );
  const [head] = rows;
  const at = new Date().toISOString();
  const seq = Number(head?.seq) + 1;
  const country = { type: 'reclassify', field: 'country', to: seq % 2 === 0 ? 'SE' : 'NO' };
  const entry = {
    seq,
    caseId,
    at,
    recordedAt: at,
    actor: 'officer-1',
    body: what === 'note' ? { type: 'note' } : country,
  };
  const hash = Buffer.from(linkHash(entry, head?.hash.toString('hex') ?? null), 'hex');
  await client.query('INSERT INTO case_event (seq, case_id, entry, prev_hash, hash) VALUES ($1, $2, $3, $4, $5)', [
    seq,
    caseId,
    JSON.stringify(entry),
    head?.hash,
    hash,
  ]);
}
