/** One more event at the end of a full log, as the relay writes it. */
import type { Client } from 'pg';
import { linkHash } from '../../src/platform/chain/link';

/** The case that came last, or the one in the middle of all, which is closed. */
export async function someCase(client: Client, { received }: { received: 'last' | 'middle' }): Promise<string> {
  const place =
    received === 'last' ? 'ORDER BY logged_seq DESC' : 'WHERE NOT is_open ORDER BY abs(logged_seq - 500000)';
  const { rows } = await client.query<{ case_id: string }>(`SELECT case_id FROM case_board ${place} LIMIT 1`);
  return rows[0]?.case_id ?? '';
}

/** A note, dated now. */
export async function appendEvent(client: Client, caseId: string): Promise<void> {
  const { rows } = await client.query<{ seq: string; hash: Buffer }>(
    'SELECT seq, hash FROM case_event ORDER BY seq DESC LIMIT 1',
  );
  const [head] = rows;
  const at = new Date().toISOString();
  const seq = Number(head?.seq) + 1;
  const entry = { seq, caseId, at, recordedAt: at, actor: 'officer-1', body: { type: 'note' } };
  const hash = Buffer.from(linkHash(entry, head?.hash.toString('hex') ?? null), 'hex');
  await client.query('INSERT INTO case_event (seq, case_id, entry, prev_hash, hash) VALUES ($1, $2, $3, $4, $5)', [
    seq,
    caseId,
    JSON.stringify(entry),
    head?.hash,
    hash,
  ]);
}
