/** Everything around the relay that was not brought along: stores, keys, a network, Apple and Google. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../migrations/apply';
import { FakeApple } from '../test/fakes/apple/fake-apple';
import { Devnet } from '../test/fakes/devnet/devnet';
import { FakeGoogle } from '../test/fakes/google/fake-google';
import type { Closing } from './closing';
import { startPostgres } from './embedded-postgres';
import { type KeyFiles, keyFiles } from './key-files';

/** Settings as the environment gives them. */
export type Given = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  /** The settings that were missing. */
  readonly settings: Record<string, string>;
  /** Whether nothing real is named: all goes with the run, and may be invented. */
  readonly isDemo: boolean;
  /** Undefined where settings name another. */
  readonly devnet?: Devnet;
  readonly apple?: FakeApple;
  readonly google?: FakeGoogle;
}

/** Where data stay when they must outlive this run: beside the program, not in the repository. */
export const LASTING = '.data';

/** Whoever names one of these has something that is not ours to fill with inventions. */
const REAL = [
  'SEED_NODES',
  'DATABASE_URL',
  'APNS_KEY_FILE',
  'FCM_SERVICE_ACCOUNT_FILE',
  'REPORT_SIGNING_KEY_FILE',
  'REPORT_CHECKPOINTS_PATH',
] as const;

/** Every page says what it is, and so does every file that is signed. */
const DEMO_SETTINGS = { CONSOLE_DEMO: 'on', REPORT_PUBLISHER: 'Demonstration (invented)' };

/** Where authorities would write to, if it were real. */
const CONTACT = 'Demonstration (invented)\nLegal service\n1 Example Street\n6300 Zug\nlegal@relay.example';

/** Files that are made together or not at all: half a pair of ours does not fit half a pair of somebody else's. */
const KEY_FILES: readonly (readonly (keyof KeyFiles)[])[] = [
  ['DATA_KEYS_FILE'],
  ['RELAY_MASTER_KEYS_FILE'],
  ['ONION_KEY_FILE'],
  ['REPORT_SIGNING_KEY_FILE', 'REPORT_PUBLIC_KEY_FILE'],
];

/**
 * Starts what `given` does not name. Data are kept in LASTING as soon as anything real is named, for then there may be
 * subscriptions worth keeping; otherwise all goes with the run. `tell` hears of each thing as it stands.
 */
export async function startSurroundings(
  given: Given,
  closing: Closing,
  tell: (what: string) => void,
): Promise<Surroundings> {
  const isDemo = isUnset(...REAL.map((name) => given[name]));
  const scratch = closing.add('scratch', await mkdtemp(join(tmpdir(), 'fast-mode-relay-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const settings: Record<string, string> = {};
  await startDatabase(given, settings, isDemo, closing, tell);
  tell(isUnset(given.REDIS_URL) ? 'queues live in Postgres' : 'queues live in Redis');

  const kept = isDemo ? scratch : LASTING;
  Object.assign(settings, await missingKeys(given, join(kept, 'keys')));
  if (isUnset(given.REPORT_CHECKPOINTS_PATH)) settings.REPORT_CHECKPOINTS_PATH = join(kept, 'checkpoints');
  if (isDemo) {
    Object.assign(settings, DEMO_SETTINGS);
    if (isUnset(given.REPORT_CONTACT_FILE))
      settings.REPORT_CONTACT_FILE = await keptAs(join(scratch, 'contact'), CONTACT);
  }

  const devnet = isUnset(given.SEED_NODES) ? await startDevnet(settings, closing, tell) : undefined;
  const apple = isUnset(given.APNS_KEY_FILE, given.APNS_ENDPOINT)
    ? await startApple(settings, scratch, closing, tell)
    : undefined;
  const google = isUnset(given.FCM_SERVICE_ACCOUNT_FILE, given.FCM_ENDPOINT)
    ? await startGoogle(settings, scratch, closing, tell)
    : undefined;
  return { settings, isDemo, devnet, apple, google };
}

/** Settings for the key files that are not given; where all are, no file is made. */
async function missingKeys(given: Given, directory: string): Promise<Record<string, string>> {
  const missing = KEY_FILES.filter((names) => names.every((name) => isUnset(given[name]))).flat();
  if (missing.length === 0) return {};
  const made = await keyFiles(directory);
  return Object.fromEntries(missing.map((name) => [name, made[name]]));
}

async function startDatabase(
  given: Given,
  settings: Record<string, string>,
  isDemo: boolean,
  closing: Closing,
  tell: (what: string) => void,
): Promise<void> {
  let url = given.DATABASE_URL;
  if (isUnset(url)) {
    const options = isDemo ? { fsync: false } : { dataDir: join(LASTING, 'postgres') };
    const postgres = closing.add('postgres', await startPostgres(options), (server) => server.stop());
    url = postgres.url;
    settings.DATABASE_URL = url;
    tell(isDemo ? 'Postgres, embedded, for this run only' : `Postgres, embedded, with its data in ${LASTING}/postgres`);
  }
  const owner = isUnset(given.DATABASE_MIGRATE_URL) ? url : given.DATABASE_MIGRATE_URL;
  const { applied } = await applyMigrations(owner as string);
  tell(applied.length === 0 ? 'the schema was up to date' : `the schema took ${applied.length} migration(s)`);
}

async function startDevnet(settings: Record<string, string>, closing: Closing, tell: (what: string) => void) {
  const devnet = closing.add('devnet', await Devnet.start(), (network) => network.stop());
  settings.SEED_NODES = devnet.seedUrls.join(',');
  tell(`a storage network of ${devnet.nodes.length} nodes in 2 swarms`);
  return devnet;
}

async function startApple(
  settings: Record<string, string>,
  scratch: string,
  closing: Closing,
  tell: (what: string) => void,
): Promise<FakeApple> {
  const apple = closing.add('apple', await FakeApple.start(), (fake) => fake.stop());
  Object.assign(settings, {
    APNS_KEY_FILE: await keptAs(join(scratch, 'apns-key.p8'), apple.team.keyPem),
    APNS_KEY_ID: apple.team.keyId,
    APNS_TEAM_ID: apple.team.teamId,
    APNS_TOPIC: apple.topic,
    APNS_ENDPOINT: apple.url,
    APNS_SANDBOX_ENDPOINT: apple.url,
    APNS_CA_FILE: apple.caFile,
  });
  tell('a fake Apple');
  return apple;
}

async function startGoogle(
  settings: Record<string, string>,
  scratch: string,
  closing: Closing,
  tell: (what: string) => void,
): Promise<FakeGoogle> {
  const google = closing.add('google', await FakeGoogle.start(), (fake) => fake.stop());
  Object.assign(settings, {
    FCM_SERVICE_ACCOUNT_FILE: await keptAs(join(scratch, 'fcm-service-account.json'), google.serviceAccountJson),
    FCM_ENDPOINT: google.url,
    FCM_CA_FILE: google.caFile,
  });
  tell('a fake Google');
  return google;
}

async function keptAs(path: string, content: string): Promise<string> {
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

function isUnset(...values: (string | undefined)[]): boolean {
  return values.every((value) => value === undefined || value === '');
}
