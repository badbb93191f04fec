/** A world to throw faults at: phones with a ledger of what is stored for them, witnesses, and the proof at the end. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { RelayProcess } from '../../local/relay-process';
import type { Role } from '../../src/roles';
import type { Devnet } from '../fakes/devnet/devnet';
import type { StorageNode } from '../fakes/devnet/storage-node';
import { AccountOwner } from '../fakes/phone/account-signer';
import type { StoreOptions } from '../fakes/phone/swarm-client';
import { until } from '../support/until';
import { World, type WorldOptions } from '../support/world';
import { faultIn, unaccounted, unbookedOf } from './balance';
import { Bookings } from './bookings';
import { Chronicle } from './chronicle';
import { Claims } from './claims';
import { Figures, NO_PAIRS, type Pairs } from './figures';
import { seed } from './hunt';
import { type Entry, type Evidence, Ledger, type Message, nameOf } from './ledger';

export interface NewPhone {
  /** Id of the swarm its account is to be in; default any. */
  readonly swarm?: string;
  /** A phone that has the same account; default an account of its own. */
  readonly accountOf?: Entry;
  /** Default apns. */
  readonly service?: Service;
  /** Whether it lends the right to read; today's apps do not. Default true. */
  readonly lends?: boolean;
}

export type Service = 'apns' | 'firebase';

/** What is done to the network before the relay knows it. */
export type Preparation = (devnet: Devnet) => Promise<unknown>;

export interface Proof {
  /** Services whose pairs must be exactly what was stored, each booked once and woken for. */
  readonly exact?: readonly Service[];
  /** Whether something was killed or a connection cut: a wake-up may then have been accepted without being booked. */
  readonly isRepeated?: boolean;
  /** How long the last wake-ups may take; default 90 s: a worker that was killed is noticed after 15, the machine busy. */
  readonly withinMs?: number;
}

const WINDOW_MS = 300;
const POLLS_WATCHED = 12;
const SUBSCRIBING_MS = 90_000;
const WAKING_MS = 90_000;
const CLOSING_MS = 60_000;
const ACCOUNT_TRIES = 10_000;
const TROUBLE_SHOWN = 25;

export class Scene {
  readonly ledger = new Ledger();
  readonly #roles = new Map<RelayProcess, Role>();
  readonly #ended = new Set<RelayProcess>();
  /** Wake-ups that a vendor accepted and that were not booked, by service: what crashes left so far. */
  readonly #unbooked = new Map<string, number>();

  private constructor(
    readonly world: World,
    readonly chronicle: Chronicle,
    readonly claims: Claims,
    readonly bookings: Bookings,
  ) {}

  static async open(options: WorldOptions & { readonly prepare?: Preparation }): Promise<Scene> {
    const chronicle = new Chronicle();
    const { roles = ['all'], prepare, ...rest } = options;
    const settings = { WAKE_WINDOW_MS: String(WINDOW_MS), ...options.settings };
    // The witness must be there before the first wake-up, so the processes come after it.
    const world = await World.start({ devnet: { swarms: 3 }, ...rest, settings, roles: [] });
    const dataKeys = await readFile(world.settings.DATA_KEYS_FILE ?? '', 'utf8');
    try {
      const claims = await Claims.witness(options.stores.databaseUrl, dataKeys);
      const scene = new Scene(world, chronicle, claims, new Bookings(claims, dataKeys));
      await prepare?.(world.devnet);
      await Promise.all(roles.map((role) => scene.startRelay(role)));
      return scene;
    } catch (error) {
      await world.stop().catch(() => undefined);
      throw error;
    }
  }

  async startRelay(role: Role, settings: Readonly<Record<string, string>> = {}): Promise<RelayProcess> {
    const process = await this.world.startRelay(role, settings);
    this.#roles.set(process, role);
    this.chronicle.note(`${role} is ready`);
    return process;
  }

  async kill(process: RelayProcess): Promise<void> {
    this.#ended.add(process);
    await process.kill();
    this.chronicle.note(`killed ${this.#roles.get(process)}`);
  }

  /** Asks it to close; throws when it does not do so cleanly. */
  async stop(process: RelayProcess): Promise<void> {
    this.#ended.add(process);
    const code = await Promise.race([process.stop(), pause(CLOSING_MS, 'no end', { ref: false })]);
    if (code !== 0) throw new Error(`${this.#roles.get(process)} closed with ${code}, having said:\n${process.output}`);
    this.chronicle.note(`stopped ${this.#roles.get(process)}`);
  }

  get running(): readonly RelayProcess[] {
    return this.world.relays.filter((each) => each.running);
  }

  /** A phone in the ledger; it has not subscribed yet. */
  phone({ swarm, accountOf, service = 'apns' }: NewPhone = {}): Entry {
    const signer = accountOf?.phone.signer ?? this.#signerIn(swarm);
    const phone = this.world.phone({ service, signer });
    return this.ledger.add(phone, this.world.devnet.swarmOf(phone.account).id);
  }

  /** Subscribes until the relay has accepted it, as a phone does whose request got lost. */
  async subscribe(entry: Entry, delegates = true): Promise<Entry> {
    const { phone } = entry;
    for (const deadline = Date.now() + SUBSCRIBING_MS; entry.subscribedAt === undefined; await pause(100)) {
      try {
        const { status, body } = await phone.subscribe({ via: 'direct', delegates });
        if (status === 200 && (body as { success?: boolean }).success === true) entry.subscribedAt = Date.now();
        else if (Date.now() > deadline) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
      } catch (error) {
        if (Date.now() > deadline) throw new Error(`${nameOf(entry)} cannot subscribe`, { cause: error });
      }
    }
    this.chronicle.note(`${nameOf(entry)} subscribed`);
    return entry;
  }

  /** A phone that has subscribed. */
  async subscribed(options: NewPhone = {}): Promise<Entry> {
    return this.subscribe(this.phone(options), options.lends);
  }

  /** Stores a message for the phone and enters it in the ledger. */
  async store(entry: Entry, options: StoreOptions & { readonly at?: StorageNode } = {}): Promise<Message> {
    const { at, ttlMs = 3_600_000, ...rest } = options;
    const from = Date.now();
    const member = at && { ...at, ed25519: at.ed25519, x25519: at.x25519, ip: at.ip, port: at.port, swarm: at.swarm };
    const stored = await entry.phone.swarm.store({
      ...rest,
      ttlMs,
      ...(member === undefined ? {} : { member: { ...member, omqPort: member.port } }),
    });
    return this.ledger.stored(entry.phone.account.hex, { ...stored, from, to: Date.now(), ttlMs });
  }

  async evidence(): Promise<Evidence> {
    for (const entry of this.ledger.entries) {
      if (entry.subscribedAt !== undefined) entry.deviceId ??= (await this.claims.device(entry.phone))?.id;
    }
    return { wakeUps: (phone) => this.world.wakeUps(phone), claims: await this.claims.all() };
  }

  /** How the pairs of a service stand. */
  async pairs(service: Service): Promise<Pairs> {
    const [first] = this.running;
    return (first && (await Figures.of(first)).pairs().get(service)) ?? NO_PAIRS;
  }

  /**
   * Whether the relay asks the network for this account: another one in the same swarm, which is polled as often, shows
   * for how long to look.
   */
  async isPolled(entry: Entry): Promise<boolean> {
    const pacemaker = await this.subscribed({ swarm: entry.swarm });
    await this.store(pacemaker);
    const since = Date.now();
    const polls = (account: string) =>
      this.world.devnet.nodes.flatMap(({ sightings }) =>
        sightings.all.filter(
          ({ at, role, accounts }) => at > since && role === 'destination' && accounts.includes(account),
        ),
      ).length;
    await until(() => polls(pacemaker.phone.account.hex) >= POLLS_WATCHED);
    return polls(entry.phone.account.hex) > 0;
  }

  /** Waits until every message was woken for; throws with the history of the first that was not. */
  async woken(entries: readonly Entry[] = this.ledger.entries, withinMs = WAKING_MS): Promise<void> {
    for (const deadline = Date.now() + withinMs; ; await pause(100)) {
      const evidence = await this.evidence();
      const [lost, ...more] = this.ledger.lost(evidence).filter(({ entry }) => entries.includes(entry));
      if (lost === undefined) return;
      if (Date.now() < deadline) continue;
      const history = this.ledger.history(lost.entry, evidence, this.chronicle, lost.message);
      throw await this.failure(`LOST: ${more.length + 1} messages, the first:\n${history}`, lost.entry);
    }
  }

  /** Everything stored was woken for, nothing too often, and the books balance in every process. */
  async prove({ exact = [], isRepeated = false, withinMs = WAKING_MS }: Proof = {}): Promise<void> {
    await this.woken(this.ledger.entries, withinMs);
    for (const deadline = Date.now() + withinMs; ; await pause(100)) {
      const fault = await this.#faultInBooks(exact, isRepeated);
      if (fault === undefined) break;
      if (Date.now() > deadline || fault.startsWith('UNACCOUNTED')) throw await this.failure(fault);
    }
    const [surplus] = this.ledger.surplus(await this.evidence(), Number(this.world.settings.WAKE_WINDOW_MS));
    if (surplus !== undefined) throw await this.failure(`TOO OFTEN: ${surplus}`);
  }

  /** An error that tells all we know. */
  async failure(what: string, entry?: Entry): Promise<Error> {
    const row = entry && (await this.claims.device(entry.phone).catch(() => undefined));
    const figures = await Promise.all(this.running.map((each) => this.#figuresText(each)));
    const parts = [
      what,
      ...(row === undefined ? [] : [`its device now: ${JSON.stringify(row)}`]),
      ...figures,
      `what happened (dice ${seed}):`,
      this.chronicle.toString(),
      'what the relay complained of last:',
      ...this.#complaints().map((line) => `  ${line}`),
    ];
    return new Error(parts.join('\n'));
  }

  /** Throws when a process that nobody killed ended, or does not end when asked. */
  async close(): Promise<void> {
    const dead = this.world.relays.find((each) => !each.running && !this.#ended.has(each));
    await this.world.stop().finally(() => this.claims.close());
    if (dead !== undefined) throw new Error(`${this.#roles.get(dead)} ended by itself, having said:\n${dead.output}`);
  }

  #signerIn(swarm: string | undefined): AccountOwner {
    for (let attempt = 0; attempt < ACCOUNT_TRIES; attempt += 1) {
      const signer = AccountOwner.ofSessionId();
      if (swarm === undefined || this.world.devnet.swarmOf(signer.account).id === swarm) return signer;
    }
    throw new Error('no account belongs to that swarm');
  }

  /** As every running process tells them. */
  async #faultInBooks(exact: readonly Service[], isRepeated: boolean): Promise<string | undefined> {
    for (const process of this.running) {
      const services = (await Figures.of(process)).pairs();
      const sent = { apns: this.world.apple.pushes.count, firebase: this.world.google.pushes.count };
      const books = { services, ledger: this.ledger, exact, sent, unbooked: this.#unbooked, isRepeated };
      const fault = unaccounted(services) ?? faultIn(books);
      if (fault !== undefined) return fault;
      for (const service of services.keys()) this.#unbooked.set(service, unbookedOf(service, books));
    }
    return undefined;
  }

  async #figuresText(process: RelayProcess): Promise<string> {
    const role = this.#roles.get(process);
    try {
      const figures = await Figures.of(process);
      const events = figures.all('relay_watcher_events_total').filter(({ value }) => value > 0);
      const counts = events.map(({ labels, value }) => `${labels.kind} ${value}`).join(', ');
      return `${role}: ${JSON.stringify(Object.fromEntries(figures.pairs()))}${counts === '' ? '' : `\n  ${counts}`}`;
    } catch {
      return `${role}: tells no figures`;
    }
  }

  #complaints(): string[] {
    const lines = this.world.relays.flatMap((each) => String(each.output).split('\n'));
    return lines.filter((line) => /"level":"(warn|error)"|^[^{\s]/.test(line)).slice(-TROUBLE_SHOWN);
  }
}
