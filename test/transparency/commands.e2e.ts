/** The operator's verbs of the request log, run as programs: what they print, and how they refuse. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { COMPILE_CACHE } from '../../local/relay-process';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { readPublicKey, readSecretKey, sign } from '../../src/transparency/reports/minisign';
import { adminOf, freshDatabase } from '../support/stores';

const CLI = join(__dirname, '..', '..', 'dist', 'src', 'relay.cli.js');
const directory = mkdtempSync(join(tmpdir(), 'commands-'));
const at = (name: string) => join(directory, name);
const figures = ['figures', '--quarter', '2026-Q1', '--as-of', '2026-04-10T09:00:00+02:00', '--json'];

function relay(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** The same for a reader who is gone before the first line comes. */
async function relayUnread(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [status] = await once(child, 'close');
  return { status, stderr };
}

const request = {
  ref: 'a',
  kind: 'information_demand',
  country: 'CH',
  process: 'ch_prosecutor_order',
  receivedAt: '2026-02-11T10:00:00+01:00',
  targets: ['05ab'],
  events: [{ at: '2026-02-20T10:00:00+01:00', type: 'close', outcome: 'rejected' }],
};
writeFileSync(at('good.json'), JSON.stringify({ format: 'requests/1', requests: [request] }));
writeFileSync(at('bad.json'), JSON.stringify({ format: 'requests/1', requests: [request, { ...request, kind: 'x' }] }));

it('tells of a group of verbs, and of no other', () => {
  const { status, stdout } = relay(['log', '--help']);
  expect(status).toBe(0);
  expect(stdout).toContain('log verify');
  expect(stdout).not.toContain('keys');
});

it('ends in silence when nobody reads on, and still with the exit code of what it found', async () => {
  const [good, bad] = await Promise.all([
    relayUnread([...figures, '--from', at('good.json')]),
    relayUnread([...figures, '--from', at('bad.json')]),
  ]);
  expect(good).toEqual({ status: 0, stderr: '' });
  expect(bad).toEqual({ status: 1, stderr: expect.stringContaining('must be one of') });
});

it('counts a file without a database, and refuses a bad one whole', () => {
  const counted = relay([...figures, '--from', at('good.json')]);
  expect(JSON.parse(counted.stdout)).toMatchObject({ quarter: '2026-Q1', received: 1, rejected: 1 });
  const refused = relay([...figures, '--from', at('bad.json')]);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toContain('requests[1] ("a").kind: must be one of');
  expect(refused.stderr).toContain('has the ref of requests[0] again');
  const misused = relay(['figures', '--quarter', '2026-1', '--from', at('good.json')]);
  expect(misused.stderr).toMatch(/--quarter must be[\s\S]*--as-of must be/);
});

it('imports a file once, counts it alike, and finds what was changed', async () => {
  writeFileSync(at('data-keys.json'), DataKeys.newFile(randomBytes(64)));
  const settings = { DATABASE_URL: await freshDatabase(), DATA_KEYS_FILE: at('data-keys.json') };
  expect(relay(['requests', 'import', at('good.json'), '--dry-run'], settings).stdout).toContain('1 requests');
  expect(relay(['requests', 'import', at('good.json'), '--by', 'clerk'], settings)).toMatchObject({
    status: 0,
    stdout: 'Imported 1 requests with 2 events, and 0 declared quarters.\n',
  });
  expect(relay(figures, settings).stdout).toBe(relay([...figures, '--from', at('good.json')]).stdout);

  expect(relay(['keys', 'report', directory]).status).toBe(0);
  const signed = {
    ...settings,
    REPORT_SIGNING_KEY_FILE: at('report-signing-key'),
    REPORT_CHECKPOINTS_PATH: at('checkpoints'),
  };
  expect(relay(['log', 'checkpoint'], signed).stdout).toContain('2 events, head ');
  const verify = ['log', 'verify', '--checkpoint', at('checkpoints'), '--key', at('report-signing-key.pub')];
  expect(relay(verify, settings)).toMatchObject({ status: 0 });

  const admin = new Client({ connectionString: await adminOf(settings.DATABASE_URL) });
  await admin.connect();
  await admin.query('ALTER TABLE case_event DISABLE TRIGGER ALL');
  await admin.query("UPDATE case_event SET entry = jsonb_set(entry, '{body,outcome}', '\"no_data\"') WHERE seq = 2");
  await admin.end();
  expect(relay(['log', 'verify'], settings)).toMatchObject({
    status: 1,
    stderr: 'event 2: its content does not have its hash\n',
  });
});

it('makes keys and signatures that belong together, and names a report that does not hold', () => {
  relay(['keys', 'report', join(directory, 'keys')]);
  const key = readSecretKey(readFileSync(join(directory, 'keys', 'report-signing-key'), 'utf8'));
  const publicPath = join(directory, 'keys', 'report-signing-key.pub');
  expect(readPublicKey(readFileSync(publicPath, 'utf8')).publicKey).toEqual(key.publicKey);
  writeFileSync(at('report.json'), '{}');
  writeFileSync(at('report.json.minisig'), sign(key, Buffer.from('{}'), 'sha256=0'));
  const { status, stderr } = relay(['report', 'verify', at('report.json'), '--key', publicPath]);
  expect(status).toBe(1);
  expect(stderr).toContain(`${at('report.json')}: report.json is no report`);
});
