/** `npm start` as people run it: it shows a wake-up on each way and ends, says why it cannot, and leaves nothing behind. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive, type ProcessIdentity, pidOf } from '../../local/process-identity';
import { freshRedis, redisMissing } from '../support/stores';
import { until } from '../support/until';
import { Program } from './program';

/** For a machine that is busy with much else. */
const PATIENCE_MS = 240_000;
jest.setTimeout(PATIENCE_MS);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npm-start-'));
  // Postgres runs as somebody else where we are root.
  await chmod(folder, 0o755);
});

afterEach(async () => {
  await Program.killAll();
  await rm(folder, { recursive: true, force: true });
});

function npmStart(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Program {
  return Program.start('npm', ['start', ...args], { HOME: tmpdir(), TMPDIR: folder, ...settings });
}

const STEPS = [
  /a storage network of \d+ nodes/,
  /a fake Apple/,
  /a fake Google/,
  /the relay, in all its roles/,
  /subscribed through the onion/,
  /the relay read its swarm for the first time/,
  /somebody stored a message in its swarm/,
  /Apple accepted the wake-up, .* after the message was stored/,
  /today's app, which lends nothing, subscribed too/,
  /showed its signature to each node of its swarm/,
  /somebody stored a message in its swarm/,
  /Apple accepted the wake-up, .* after the message was stored/,
];

function showsBothWays(program: Program): void {
  let rest = program.output;
  for (const step of STEPS) {
    expect(rest).toMatch(step);
    rest = rest.slice(rest.search(step) + 1);
  }
  expect(program.output).not.toMatch(/error|did not close/i);
}

it('shows a wake-up on each way with nothing given, and ends', async () => {
  const program = npmStart(['--', '--once']);
  await program.says(/Postgres, embedded/);
  const family = await program.family();
  expect(family.length).toBeGreaterThan(0);
  expect(await program.ends(PATIENCE_MS)).toBe(0);
  showsBothWays(program);
  expect(program.output).toContain('queues live in Postgres');
  for (const each of family) expect(await isAlive(each)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

it('says why when the database cannot be reached, and ends', async () => {
  const program = npmStart(['--', '--once'], { DATABASE_URL: 'postgres://relay:a-secret-word@127.0.0.1:9/relay' });
  expect(await program.ends(PATIENCE_MS)).toBe(1);
  expect(program.output).toMatch(/ECONNREFUSED/);
  expect(program.output).not.toContain('a-secret-word');
});

it('says which settings are wrong, and ends', async () => {
  const program = npmStart(['--', '--once'], { WAKE_WINDOW_MS: 'soon', APNS_TOPIK: 'x' });
  expect(await program.ends(PATIENCE_MS)).toBe(1);
  expect(program.output).toMatch(/WAKE_WINDOW_MS must be a whole number/);
  expect(program.output).toMatch(/APNS_TOPIK is not a setting/);
});

it('shows them and serves until Ctrl-C, with a Redis where there is one, and then leaves no process and no file behind', async () => {
  const redis = redisMissing === undefined ? { REDIS_URL: await freshRedis() } : undefined;
  const program = npmStart([], { PORT: '0', OPS_PORT: '0', CONSOLE_PORT: '0', ...redis });
  const [, url] = await program.says(/Client API +(http\S+)/);
  const [, ready] = await program.says(/Health +(http\S+)/);
  showsBothWays(program);
  expect(program.output).toContain(`queues live in ${redis === undefined ? 'Postgres' : 'Redis'}`);
  expect((await fetch(ready as string)).status).toBe(200);
  expect((await fetch(`${url}/subscribe`, { method: 'POST', body: '[]' })).status).toBe(200);
  const family = await program.family();
  expect(family.length).toBeGreaterThan(5);
  program.interrupt();
  await program.ends(PATIENCE_MS);
  expect(program.output).toContain('closing');
  expect(program.output).not.toContain('did not close cleanly');
  await until(async () => (await Promise.all(family.map(isAlive))).every((alive) => !alive));
  await expect(fetch(ready as string)).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
});

it('leaves no process behind when it is killed', async () => {
  const program = npmStart([], { PORT: '0', OPS_PORT: '0', CONSOLE_PORT: '0' });
  await program.says(/the relay, in all its roles/);
  const family = await program.family();
  const own = await Promise.all(
    family.map(async (each) => ((await commandOf(each)).includes(START) ? each : undefined)),
  );
  const start = own.find((each) => each !== undefined);
  process.kill(pidOf(start as ProcessIdentity), 'SIGKILL');
  await until(async () => (await Promise.all(family.map(isAlive))).every((alive) => !alive), PATIENCE_MS);
});

/** The program that holds all others. */
const START = join('dist', 'local', 'start.js');

async function commandOf(identity: ProcessIdentity): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pidOf(identity))]);
  return stdout;
}
