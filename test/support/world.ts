/** Everything a journey needs around the relay, and the relay's processes: one start, one stop, nothing shared with others. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Closing } from '../../local/closing';
import { freePort } from '../../local/free-port';
import { keyFiles, onionPublicKey } from '../../local/key-files';
import { RelayProcess } from '../../local/relay-process';
import type { Role } from '../../src/roles';
import { FakeApple } from '../fakes/apple/fake-apple';
import { Devnet, type DevnetOptions } from '../fakes/devnet/devnet';
import { FakeGoogle } from '../fakes/google/fake-google';
import type { Phone, PhoneOptions } from '../fakes/phone/phone';
import { patientPhone } from './patient-phone';
import type { FreshStores } from './stores';

export interface WorldOptions {
  readonly stores: FreshStores;
  /** One process for each; default one with all. */
  readonly roles?: readonly Role[];
  /** Over those of the world, for every process; an empty text takes a setting away. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly devnet?: DevnetOptions;
}

/** A push that a vendor accepted. */
export interface AcceptedPush {
  /** ms since the epoch. */
  readonly at: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Polls often and wakes often, so that a journey is short. */
const HASTY = { POLL_INTERVAL_MS: '250', WAKE_WINDOW_MS: '300' };
/** Elsewhere a machine has no more loopback addresses than 127.0.0.1. */
const HAS_LOOPBACK_BLOCK = process.platform === 'linux';
/** A relay that is asked to close and has not after this long never will. */
const PATIENCE_MS = 60_000;
const START_ATTEMPTS = 5;

export class World {
  readonly devnet: Devnet;
  readonly apple: FakeApple;
  readonly google: FakeGoogle;
  /** The settings every process gets, beside its role and its ports. */
  readonly settings: Readonly<Record<string, string>>;
  /** 64 hex digits: the relay's key, as phones know it. */
  readonly onionKey: string;
  readonly #started: { readonly role: Role; readonly port: string; readonly process: RelayProcess }[] = [];
  readonly #closing: Closing;
  readonly #badEnds: string[] = [];
  #phones = 0;

  private constructor(parts: Pick<World, 'devnet' | 'apple' | 'google' | 'settings' | 'onionKey'>, closing: Closing) {
    this.devnet = parts.devnet;
    this.apple = parts.apple;
    this.google = parts.google;
    this.settings = parts.settings;
    this.onionKey = parts.onionKey;
    this.#closing = closing;
  }

  /** Resolves when every process is ready; throws RelayDidNotStart. Needs the built relay: `npm run build`. */
  static async start(options: WorldOptions): Promise<World> {
    const closing = new Closing();
    try {
      const world = await World.#around(options, closing);
      const { roles = ['all'] } = options;
      const starts = await Promise.allSettled(roles.map((role) => world.startRelay(role)));
      const failure = starts.find((each) => each.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
      return world;
    } catch (error) {
      await closing.run();
      throw error;
    }
  }

  static async #around({ stores, settings = {}, devnet }: WorldOptions, closing: Closing): Promise<World> {
    const folder = closing.add('files', await mkdtemp(join(tmpdir(), 'fast-mode-relay-world-')), (path) =>
      rm(path, { recursive: true, force: true }),
    );
    const parts = {
      devnet: closing.add('devnet', await Devnet.start(devnet), (each) => each.stop()),
      apple: closing.add('apple', await FakeApple.start(), (each) => each.stop()),
      google: closing.add('google', await FakeGoogle.start(), (each) => each.stop()),
    };
    const keys = await keyFiles(join(folder, 'keys'));
    const all: Record<string, string> = {
      DATABASE_URL: stores.databaseUrl,
      ...(stores.redisUrl === undefined ? {} : { REDIS_URL: stores.redisUrl }),
      ...HASTY,
      ...keys,
      SEED_NODES: parts.devnet.seedUrls.join(','),
      PUBLIC_HOST: '127.0.0.1',
      OPS_PORT: '0',
      CONSOLE_PORT: '0',
      ...(await vendorSettings(parts.apple, parts.google, folder)),
      ...settings,
    };
    const onionKey = await onionPublicKey(all.ONION_KEY_FILE as string);
    return new World({ ...parts, settings: all, onionKey }, closing);
  }

  /** Every process ever started, in that order; those that ended too. */
  get relays(): readonly RelayProcess[] {
    return this.#started.map((each) => each.process);
  }

  /** The newest running process of that role. Throws when none runs. */
  relay(role: Role): RelayProcess {
    const found = this.#started.findLast((each) => each.role === role && each.process.running);
    if (found === undefined) throw new Error(`no ${role} is running`);
    return found.process;
  }

  /**
   * One more process. One with a public listener takes the port of a predecessor that ended, so that phones find it.
   * `settings` go over the world's. Throws RelayDidNotStart.
   */
  async startRelay(role: Role, settings: Readonly<Record<string, string>> = {}): Promise<RelayProcess> {
    const [process, port] = await this.#startAtAPort(role, { ...this.settings, ...settings, ROLE: role });
    this.#closing.add(`relay ${role}`, process, (each) => this.#end(role, each));
    this.#started.push({ role, port, process });
    return process;
  }

  /** Another process may take a new port between our look and the relay's: it then begins with another one. */
  async #startAtAPort(role: Role, settings: Readonly<Record<string, string>>): Promise<[RelayProcess, string]> {
    const left = this.#portLeftBy(role);
    for (let attempt = 1; ; attempt += 1) {
      const port = left ?? String(await freePort());
      try {
        return [await RelayProcess.start({ settings: { PORT: port, ...settings } }), port];
      } catch (error) {
        if (left !== undefined || attempt === START_ATTEMPTS || !/EADDRINUSE/.test(String(error))) throw error;
      }
    }
  }

  /** A phone with an address (127.0.2.x), an account and a token of its own; it has not subscribed yet. */
  phone(options: Partial<PhoneOptions> = {}): Phone {
    const publicUrl = this.#started.find((each) => each.process.publicUrl !== undefined)?.process.publicUrl;
    this.#phones += 1;
    return patientPhone({
      seedUrls: this.devnet.seedUrls,
      relay: { url: publicUrl ?? 'http://127.0.0.1:9', x25519: this.onionKey },
      ...(HAS_LOOPBACK_BLOCK ? { localAddress: `127.0.2.${1 + (this.#phones % 250)}` } : {}),
      ...(options.service === 'firebase' ? { token: firebaseToken() } : {}),
      ...options,
    });
  }

  /** What the phone's vendor accepted for its token, oldest first. */
  wakeUps({ service, token }: Pick<Phone, 'service' | 'token'>): AcceptedPush[] {
    return service === 'firebase'
      ? this.google.pushes.all.filter((push) => push.token === token)
      : this.apple.pushes.all.filter((push) => push.deviceToken === token);
  }

  /**
   * Ends everything, in order. Throws when a process that nobody killed did not end with code 0: an unnoticed crash, or
   * a relay that cannot close.
   */
  async stop(): Promise<void> {
    const failed = await this.#closing.run();
    if (failed.length > 0) throw new Error([`did not end well: ${failed.join(', ')}`, ...this.#badEnds].join('\n'));
  }

  async #end(role: Role, process: RelayProcess): Promise<void> {
    const stopped = await Promise.race([process.stop(), pause(PATIENCE_MS, 'hung' as const, { ref: false })]);
    if (stopped === 'hung') await process.kill();
    if (stopped === 0 || stopped === null) return;
    const how = stopped === 'hung' ? `did not close within ${PATIENCE_MS} ms` : `ended with code ${stopped}`;
    this.#badEnds.push(`${role} ${how}, having said:\n${process.output}`);
    throw new Error(how);
  }

  #portLeftBy(role: Role): string | undefined {
    const isTaken = (port: string) => this.#started.some((each) => each.port === port && each.process.running);
    return this.#started.find((each) => each.role === role && !isTaken(each.port))?.port;
  }
}

async function vendorSettings(apple: FakeApple, google: FakeGoogle, folder: string): Promise<Record<string, string>> {
  const [APNS_KEY_FILE, FCM_SERVICE_ACCOUNT_FILE] = [join(folder, 'apns.p8'), join(folder, 'fcm.json')];
  await writeFile(APNS_KEY_FILE, apple.team.keyPem, { mode: 0o600 });
  await writeFile(FCM_SERVICE_ACCOUNT_FILE, google.serviceAccountJson, { mode: 0o600 });
  return {
    APNS_KEY_FILE,
    APNS_KEY_ID: apple.team.keyId,
    APNS_TEAM_ID: apple.team.teamId,
    APNS_TOPIC: apple.topic,
    APNS_ENDPOINT: apple.url,
    APNS_SANDBOX_ENDPOINT: apple.url,
    APNS_CA_FILE: apple.caFile,
    FCM_SERVICE_ACCOUNT_FILE,
    FCM_ENDPOINT: google.url,
    FCM_CA_FILE: google.caFile,
  };
}

/** Of the form Google gives out. */
function firebaseToken(): string {
  return `${randomBytes(16).toString('base64url')}:APA91b${randomBytes(100).toString('base64url')}`;
}
