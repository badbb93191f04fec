/** How one process of the relay begins with nothing but its settings, and how it ends, whoever keeps it waiting. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { adminOf, describeOnEachQueueStore, type FreshStores, freshDatabase, ownPostgres } from '../support/stores';
import { until as untilSoon } from '../support/until';
import { World } from '../support/world';
import { isAskedAgain } from './asked';
import { CALM } from './calm';
import { Program } from './program';

/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;
const until: typeof untilSoon = (ask) => untilSoon(ask, PATIENCE_MS);
/** A supervisor kills a process that has not ended after ten seconds; a machine may be three times slower than its own. */
const ENDS_WITHIN_MS = 30_000;
jest.setTimeout(2 * PATIENCE_MS);

afterEach(() => Program.killAll());

interface Ready {
  readonly program: Program;
  /** Undefined for roles without a public listener. */
  readonly public?: string;
  readonly ops: string;
}

async function ready(settings: Readonly<Record<string, string>>): Promise<Ready> {
  const program = Program.relay({ PORT: '0', ...settings });
  const [line] = await program.says(/^.*the relay is ready.*$/m);
  return { program, ...(JSON.parse(line) as Omit<Ready, 'program'>) };
}

function phoneOf(world: World, { public: url = '' }: Ready, service = 'apns') {
  return world.phone({ relay: { url, x25519: world.onionKey }, service });
}

describeOnEachQueueStore('a relay with nothing but its settings', (stores) => {
  let world: World;
  let given: FreshStores;

  beforeAll(async () => {
    given = await stores();
    world = await World.start({ stores: given, roles: [], devnet: CALM });
  });

  afterAll(() => world?.stop());

  it('wakes phones at both vendors, and ends with nothing left open', async () => {
    const relay = await ready(world.settings);
    const phones = [phoneOf(world, relay), phoneOf(world, relay, 'firebase')];
    for (const phone of phones) {
      expect((await phone.subscribe()).body).toMatchObject({ added: true });
      await phone.swarm.store();
    }
    for (const phone of phones) await until(() => world.wakeUps(phone).length > 0);
    expect((await fetch(`${relay.ops}/health/ready`)).status).toBe(200);
    for (const url of [`${relay.public}/nothing`, `${relay.public}/docs`, `${relay.ops}/health/live`]) {
      expect((await fetch(url)).headers.get('x-powered-by')).toBeNull();
    }
    expect(await connectionsTo(given)).toBeGreaterThan(1);
    relay.program.terminate();
    expect(await relay.program.ends(ENDS_WITHIN_MS)).toBe(0);
    await until(async () => (await connectionsTo(given)) === 0);
    await expect(fetch(`${relay.ops}/health/live`)).rejects.toThrow();
  });
});

describe('a relay', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ stores: { databaseUrl: await freshDatabase() }, roles: [], devnet: CALM });
  });

  afterEach(() => {
    world.apple.orders.release();
    for (const node of world.devnet.nodes) node.heal();
  });

  afterAll(() => world?.stop());

  it('ends in time while the network keeps it waiting', async () => {
    const relay = await ready(world.settings);
    const phone = phoneOf(world, relay);
    await phone.subscribe();
    await isAskedAgain(world.devnet, phone);
    for (const node of world.devnet.nodes) node.faults.stalls = true;
    await isAskedAgain(world.devnet, phone);
    relay.program.terminate();
    expect(await relay.program.ends(ENDS_WITHIN_MS)).toBe(0);
  });

  it('ends in time while a vendor keeps it waiting', async () => {
    const relay = await ready({ ...world.settings, WAKE_WINDOW_MS: '0' });
    const phone = phoneOf(world, relay);
    await phone.subscribe();
    await phone.swarm.store();
    await until(() => world.wakeUps(phone).length === 1);
    world.apple.orders.stall();
    const before = world.apple.requests;
    await phone.swarm.store();
    await until(() => world.apple.requests > before);
    relay.program.terminate();
    expect(await relay.program.ends(ENDS_WITHIN_MS)).toBe(0);
  });

  it('ends in time in spite of clients that keep a connection, say nothing, or half of something', async () => {
    const relay = await ready(world.settings);
    const sockets = [await dial(relay), await dial(relay), await dial(relay)] as const;
    const [served, , halfway] = sockets;
    served.write('POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]');
    await new Promise((resolve) => served.once('data', resolve));
    halfway.write('POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\n\r\n{"pub');
    relay.program.terminate();
    try {
      expect(await relay.program.ends(ENDS_WITHIN_MS)).toBe(0);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it.each(['api', 'watcher', 'pusher', 'console'])(
    'begins as %s with the settings of that role alone',
    async (role) => {
      const own: Record<string, readonly string[]> = {
        api: ['RELAY_MASTER_KEYS_FILE', 'ONION_KEY_FILE', 'PUBLIC_HOST'],
        watcher: ['RELAY_MASTER_KEYS_FILE', 'SEED_NODES'],
        pusher: [],
        console: ['CONSOLE_PORT'],
      };
      const names = ['DATABASE_URL', 'DATA_KEYS_FILE', 'OPS_PORT', ...(own[role] ?? [])];
      const settings = Object.fromEntries(names.map((name) => [name, world.settings[name] as string]));
      const relay = await ready({ ...settings, ROLE: role });
      expect(relay.public !== undefined).toBe(role === 'api');
      relay.program.terminate();
      expect(await relay.program.ends(ENDS_WITHIN_MS)).toBe(0);
    },
  );

  // What is wrong is wrong in every role; one alone is there sooner than all.
  it.each([
    ['PORT', 'api'],
    ['OPS_PORT', 'pusher'],
    ['CONSOLE_PORT', 'console'],
  ])('says that its %s is taken', async (name, role) => {
    const other = await listening();
    try {
      const program = Program.relay({ ...world.settings, PORT: '0', ROLE: role, [name]: other.port });
      expect(await program.ends()).toBe(1);
      expect(program.output).toMatch(/EADDRINUSE/);
      expect(program.output).toMatch(new RegExp(`\\b${name}\\b`));
    } finally {
      other.close();
    }
  });

  it('says that its schema is missing', async () => {
    const program = Program.relay({ ...world.settings, ROLE: 'pusher', DATABASE_URL: await emptyDatabase() });
    expect(await program.ends()).toBe(1);
    expect(program.output).toMatch(/migrat/);
  });

  it('gives up when there is no database, and says so without its password', async () => {
    const DATABASE_URL = 'postgres://relay:a-secret-word@127.0.0.1:9/relay';
    const program = Program.relay({ ...world.settings, ROLE: 'pusher', DATABASE_URL });
    expect(await program.ends()).toBe(1);
    expect(program.output).toMatch(/database/);
    expect(program.output).toMatch(/ECONNREFUSED.*could not start/);
    expect(program.output).not.toContain('a-secret-word');
  });
});

describe('a relay that begins before its database', () => {
  it('waits for it', async () => {
    const postgres = await ownPostgres();
    const world = await World.start({ stores: { databaseUrl: postgres.url }, roles: [], devnet: CALM });
    try {
      await postgres.kill();
      const program = Program.relay({ ...world.settings, PORT: '0' });
      await until(() => program.output !== '');
      await postgres.restart();
      await program.says(/the relay is ready/);
      program.terminate();
      expect(await program.ends(ENDS_WITHIN_MS)).toBe(0);
    } finally {
      await world.stop();
      await postgres.stop();
    }
  });
});

async function listening(): Promise<{ readonly port: string; close(): void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: String((server.address() as AddressInfo).port), close: () => server.close() };
}

/** The superuser's own, in which nothing of the relay's was ever laid. */
async function emptyDatabase(): Promise<string> {
  const url = new URL(await adminOf(await freshDatabase()));
  url.pathname = '/postgres';
  return url.href;
}

async function dial({ public: url = '' }: Ready): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return socket;
}

/** Connections that others hold to the stores. */
async function connectionsTo({ databaseUrl, redisUrl }: FreshStores): Promise<number> {
  const client = new Client({ connectionString: await adminOf(databaseUrl) });
  await client.connect();
  const { rows } = await client
    .query('SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()')
    .finally(() => client.end());
  return Number(rows[0].count) + (redisUrl === undefined ? 0 : await connectionsToRedis(redisUrl));
}

async function connectionsToRedis(url: string): Promise<number> {
  const client = new Redis(url);
  try {
    const list = String(await client.client('LIST'));
    const database = new URL(url).pathname.slice(1);
    // Ours is one of them.
    return list.split('\n').filter((line) => line.includes(` db=${database} `)).length - 1;
  } finally {
    await client.quit();
  }
}
