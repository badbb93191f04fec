/** What the relay says of settings that cannot be used: every fault at once, and nothing of what they hold. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFiles } from '../../local/key-files';
import { Program } from './program';

const SECRETS = ['a-secret-word', 'another-secret', 'q29tZSBzZWNyZXQ'];
const [PASSWORD, CONTENT, REDIS_PASSWORD] = SECRETS as [string, string, string];

let folder: string;
let junkFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  junkFile = join(folder, 'junk');
  await writeFile(junkFile, CONTENT);
});

afterEach(() => Program.killAll());
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Ends with 1 and without any secret in what it says; answers what it said. */
async function refused(settings: Readonly<Record<string, string>>): Promise<string> {
  const program = Program.relay(settings);
  expect(await program.ends()).toBe(1);
  for (const secret of SECRETS) expect(program.output).not.toContain(secret);
  return program.output;
}

describe('settings that cannot be used', () => {
  it('are all named at once when none is given', async () => {
    const said = await refused({});
    for (const name of ['DATABASE_URL', 'DATA_KEYS_FILE', 'RELAY_MASTER_KEYS_FILE', 'ONION_KEY_FILE', 'SEED_NODES']) {
      expect(said).toMatch(new RegExp(`^ +- ${name} is required`, 'm'));
    }
  });

  it('are all named at once when they are wrong, unknown or half there, and nothing of them is quoted', async () => {
    const wrong: Record<string, [string, RegExp]> = {
      DATABASE_URL: [`mysql://relay:${PASSWORD}@db/relay`, /postgres:\/\//],
      REDIS_URL: [`http://:${REDIS_PASSWORD}@queue`, /redis:\/\//],
      DATA_KEYS_FILE: [junkFile, /JSON/],
      RELAY_MASTER_KEYS_FILE: [join(folder, 'nowhere'), /ENOENT/],
      ONION_KEY_FILE: [junkFile, /64 hexadecimal/],
      SEED_NODES: ['http://127.0.0.1:1', /https:\/\//],
      PORT: ['99999', /65535/],
      OPS_PORT: ['x', /65535/],
      POLL_INTERVAL_MS: ['1', /from 50/],
      WAKE_WINDOW_MS: ['soon', /whole number/],
      WAKE_NAMESPACES: ['all', /whole number/],
      WATCH_MONITOR: ['perhaps', /on or off/],
      APNS_KEY_FILE: [junkFile, /P-256/],
      APNS_ENDPOINT: ['http://apple', /https:\/\//],
      APNS_TEAM_ID: ['', /required for Apple/],
      FCM_SERVICE_ACCOUNT_FILE: [junkFile, /JSON/],
      FCM_ENDPOINT: ['https://google/path', /no path/],
      FCM_CA_FILE: [folder, /EISDIR/],
    };
    const values = Object.entries(wrong).map(([name, [value]]) => [name, value] as const);
    const said = await refused({
      ...Object.fromEntries(values),
      APNS_TOPIK: 'x',
      WAKE_WINDOW: '1',
      RELAY_KEY: CONTENT,
    });
    const lines = said.split('\n').filter((line) => line.startsWith('  - '));
    for (const [name, [, reason]] of Object.entries(wrong)) {
      expect(lines.filter((line) => line.startsWith(`  - ${name} `)).join()).toMatch(reason);
    }
    for (const name of ['APNS_TOPIK', 'WAKE_WINDOW', 'RELAY_KEY']) {
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^ +- ${name} is not a setting`)));
    }
  });

  it('of Apple come together or not at all', async () => {
    const said = await refused({ ROLE: 'pusher', APNS_TOPIC: 'com.example' });
    for (const name of ['APNS_KEY_FILE', 'APNS_KEY_ID', 'APNS_TEAM_ID']) {
      expect(said).toMatch(new RegExp(`^ +- ${name} is required for Apple`, 'm'));
    }
  });

  it('are an unknown role, which does not hide the others', async () => {
    const said = await refused({ ROLE: 'king', WAKE_WINDOW_MS: 'soon', APNS_TOPIK: 'x' });
    expect(said).toMatch(/ROLE must be api, watcher, pusher, console or all/);
    for (const other of [/WAKE_WINDOW_MS must be/, /APNS_TOPIK is not a setting/, /DATABASE_URL is required/]) {
      expect(said).toMatch(other);
    }
    // Nobody knows whether that role would need it.
    expect(said).not.toMatch(/SEED_NODES/);
  });

  it.each([
    ['APNS_KEY_FILE', { APNS_KEY_ID: 'ABC123DEFG', APNS_TEAM_ID: 'DEF123GHIJ', APNS_TOPIC: 'com.example' }],
    ['FCM_SERVICE_ACCOUNT_FILE', {}],
  ])('are what %s holds', async (name, more) => {
    const { DATA_KEYS_FILE } = await keyFiles(folder);
    const settings = { ROLE: 'pusher', DATABASE_URL: 'postgres://127.0.0.1:9/relay', DATA_KEYS_FILE };
    expect(await refused({ ...settings, ...more, [name]: junkFile })).toContain(name);
  });
});
