/** Publishes every quarter of a full log that is over, counted as of twenty days later, as if people had done it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { canonicalJson, sha256 } from '../../src/platform/canonical-json';
import type { Entry } from '../../src/transparency/chain/entry';
import type { LogAsOf } from '../../src/transparency/log-as-of';
import { publishedReport } from '../../src/transparency/published-report';
import { endOf, nextQuarter, type Quarter } from '../../src/transparency/quarter';
import { countLog, type QuarterCount } from '../../src/transparency/quarter-count';
import { newSigningKey, sign } from '../../src/transparency/reports/minisign';
import { draftReport, publishedJson } from '../../src/transparency/reports/report-content';
import { StandingCases } from '../../src/transparency/standing-cases';

const READ_AT_ONCE = 5_000;
const LATER_MS = 20 * 86_400_000;

/** Every quarter stands as of its own end: what was open then has drifted since, the rest has not. */
export async function publishAll(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const standing = await folded(client);
    const { cases } = standing.all(Date.now());
    let previous: string | null = null;
    const first = cases.map((one) => one.quarter).sort()[0] as Quarter;
    for (let quarter = first; endOf(quarter) + LATER_MS < Date.now(); quarter = nextQuarter(quarter)) {
      previous = await publish(
        client,
        { asOfMs: Date.now(), cases: standing.of([quarter], Date.now()).cases, declared: [] },
        quarter,
        previous,
      );
    }
  } finally {
    await client.end();
  }
}

async function folded(client: Client): Promise<StandingCases> {
  const standing = new StandingCases();
  for (;;) {
    const { rows } = await client.query<{ entry: Entry }>(
      'SELECT entry FROM case_event WHERE seq > $1 ORDER BY seq LIMIT $2',
      [standing.seq, READ_AT_ONCE],
    );
    standing.add(rows.map((row) => row.entry));
    if (rows.length < READ_AT_ONCE) return standing;
  }
}

async function publish(client: Client, log: LogAsOf, quarter: Quarter, previous: string | null): Promise<string> {
  const dataAsOf = new Date(log.asOfMs).toISOString();
  const [count] = countLog(log, [quarter]) as [QuarterCount];
  const drafted = draftReport({ count, publisher: 'A foundation', dataAsOf, reason: 'first', declared: null });
  const json = publishedJson(drafted.substance, { publishedAt: dataAsOf, previousReportSha256: previous });
  const { quarter: label, version } = publishedReport.parse(JSON.parse(json));
  const draft = canonicalJson(drafted.substance);
  const [draftId, approvalId, hash] = [randomUUID(), randomUUID(), sha256(json)];
  await client.query(
    `INSERT INTO report_draft (id, quarter, version, json, ledger_ndjson, drafted_by, drafted_at)
     VALUES ($1, $2, $3, $4, $5, 'publisher', now())`,
    [draftId, label, version, draft, drafted.ledgerNdjson],
  );
  await client.query(
    `INSERT INTO approval (id, subject, subject_id, subject_hash, requested_by, requested_at, approved_by, decided_at, decision)
     VALUES ($1, 'publish_report', $2, $3, 'publisher', now(), 'approver', now(), 'approved')`,
    [approvalId, draftId, Buffer.from(sha256(draft), 'hex')],
  );
  await client.query(
    `INSERT INTO report_version (position, quarter, version, json, sha256, ledger_ndjson, signature, draft_id, approval_id)
     SELECT coalesce(max(position), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 FROM report_version`,
    [
      label,
      version,
      json,
      Buffer.from(hash, 'hex'),
      drafted.ledgerNdjson,
      sign(KEY, Buffer.from(json), 'bench'),
      draftId,
      approvalId,
    ],
  );
  return hash;
}

const KEY = newSigningKey(randomBytes(40));
