/** The stage of the content-free journey: stores of its own, three processes, taps on every wire, and the cast. */

import { Pool } from 'pg';
import { Closing } from '../../../local/closing';
import type { LocalPostgres } from '../../../local/embedded-postgres';
import type { LocalRedis } from '../../../local/redis-server';
import type { PhoneOptions } from '../../fakes/phone/phone';
import { ownPostgres, ownRedis } from '../../support/stores';
import { World } from '../../support/world';
import { CALM } from '../calm';
import { heapOf, postgresFiles, postgresStatements, postgresTables, type Table } from '../searching/postgres-contents';
import { RecordingProxy } from '../searching/recording-proxy';
import { redisFiles, redisKeys } from '../searching/redis-contents';
import type { Heap } from '../searching/secret-search';
import { VendorTap } from '../searching/vendor-tap';
import { Actor } from './actor';

/** Elsewhere a machine has no more loopback addresses than 127.0.0.1. */
const HAS_LOOPBACK_BLOCK = process.platform === 'linux';

interface Parts {
  readonly world: World;
  readonly postgres: LocalPostgres;
  /** The superuser in the relay's database; finds its way back after a restart. */
  readonly admin: Pool;
  readonly redis?: LocalRedis;
  readonly redisWire?: RecordingProxy;
  readonly closing: Closing;
}

export class Stage {
  readonly world: World;
  readonly apple: VendorTap;
  readonly google: VendorTap;
  /** What the relays' operator could read: metrics and health, as often as they were looked at. */
  readonly #operator: Heap[] = [];
  readonly #keptOfRedis: Heap[] = [];
  readonly #parts: Parts;
  #actors = 0;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.world = parts.world;
    this.apple = VendorTap.onApple(parts.world.apple);
    this.google = VendorTap.onGoogle(parts.world.google);
  }

  static async open(queues: 'Redis' | 'Postgres'): Promise<Stage> {
    const closing = new Closing();
    try {
      const postgres = closing.add('postgres', await ownPostgres(), (each) => each.stop());
      const admin = closing.add('admin', adminPool(postgres), (each) => each.end());
      const redis = queues === 'Redis' ? closing.add('redis', await ownRedis(), (each) => each.stop()) : undefined;
      const redisWire = redis && closing.add('wire', await RecordingProxy.start(redis.url), (each) => each.stop());
      const world = await World.start({
        stores: { databaseUrl: postgres.url, ...(redisWire && { redisUrl: redisWire.url }) },
        roles: ['api', 'watcher', 'pusher'],
        devnet: CALM,
      });
      return new Stage({ world, postgres, admin, closing, redis, redisWire });
    } catch (error) {
      await closing.run();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.world.stop().finally(() => this.#parts.closing.run());
  }

  /** Both stores go and come back, as after a crash. */
  async loseStores(): Promise<void> {
    const { postgres, redis } = this.#parts;
    await Promise.all([postgres.kill(), redis?.kill()]);
    await Promise.all([postgres.restart(), redis?.restart()]);
  }

  actor(name: string, { lends = true, ...options }: Partial<PhoneOptions> & { readonly lends?: boolean } = {}): Actor {
    this.#actors += 1;
    const localAddress = HAS_LOOPBACK_BLOCK ? `127.0.2.${100 + this.#actors}` : undefined;
    const phone = this.world.phone({ ...options, ...(localAddress && { localAddress }) });
    return new Actor(name, phone, localAddress, lends);
  }

  /** Whether every member of its swarm was asked to tell of its messages. */
  isMonitored({ phone }: Actor): boolean {
    const { members } = this.world.devnet.swarmOf(phone.account);
    return members.every(({ monitor }) => monitor.monitors.some(({ account }) => account === phone.account.hex));
  }

  /** Nobody was asked for anything: what is monitored from now on is so anew. */
  forgetMonitors(): void {
    for (const node of this.world.devnet.nodes) node.monitor.forget();
  }

  /** Addresses of the nodes, where they have any of their own. */
  nodeAddresses(): string[] {
    const addresses = new Set(this.world.devnet.nodes.map((node) => node.ip));
    return [...addresses].filter((address) => address !== '127.0.0.1');
  }

  /** Looks at everything an operator can look at. */
  async look(): Promise<string> {
    const looks = this.world.relays
      .filter((relay) => relay.running)
      .flatMap((relay) => ['/metrics', '/health/ready', '/health/live'].map((path) => relay.opsUrl + path));
    const texts = await Promise.all(looks.map(async (url) => (await fetch(url)).text()));
    for (const [index, text] of texts.entries()) {
      this.#operator.push({ place: looks[index] as string, bytes: Buffer.from(text) });
    }
    return texts.join('\n');
  }

  operatorHeaps(): Heap[] {
    const outputs = this.world.relays.map((relay, index) => ({
      place: `output of relay ${index}`,
      bytes: relay.output,
    }));
    return [...outputs, ...this.#operator];
  }

  /** What Redis holds just now is looked at in the end too. */
  async keepRedis(): Promise<void> {
    if (this.redisUrl !== undefined) this.#keptOfRedis.push(...(await redisKeys(this.redisUrl)));
  }

  async redisHeaps(): Promise<Heap[]> {
    const { redis, redisWire } = this.#parts;
    if (redis === undefined || redisWire === undefined) return [];
    const wire = [
      { place: 'sent to Redis', bytes: redisWire.sent },
      { place: 'answered by Redis', bytes: redisWire.answered },
    ];
    return [...wire, ...this.#keptOfRedis, ...(await redisKeys(redis.url)), ...(await redisFiles(redis.url))];
  }

  async postgresHeaps(): Promise<Heap[]> {
    const tables = (await postgresTables(this.admin)).map(heapOf);
    return [...tables, await postgresStatements(this.admin), ...(await postgresFiles(this.admin))];
  }

  /** Rows of one table; those of the relay's own need no schema before the name. */
  async rows(name: string): Promise<Table['rows']> {
    return (await this.#parts.admin.query(`SELECT * FROM ${name}`)).rows;
  }

  get admin(): Pool {
    return this.#parts.admin;
  }

  /** Where the queues live, past every tap. */
  get redisUrl(): string | undefined {
    return this.#parts.redis?.url;
  }

  /** Everything a node could read of what reached it. */
  nodeHeaps(): Heap[] {
    return this.world.devnet.nodes.map((node, index) => {
      if (node.sightings.forgotten > 0) throw new Error('the nodes saw more than they remember');
      return { place: `node ${index}`, bytes: Buffer.concat(node.sightings.all.flatMap((each) => each.seen)) };
    });
  }
}

/** Each request of a vendor as one heap. */
export function vendorHeaps(name: string, tap: VendorTap): Heap[] {
  return tap.requests.map(({ headers, body, from }, index) => ({
    place: `request ${index} to ${name}`,
    bytes: Buffer.concat([Buffer.from(`${headers.join('\n')}\n${from}\n`), body]),
  }));
}

function adminPool(postgres: LocalPostgres): Pool {
  const url = new URL(postgres.adminUrl);
  url.pathname = new URL(postgres.url).pathname;
  const pool = new Pool({ connectionString: url.href, max: 1 });
  pool.on('error', () => undefined);
  return pool;
}
