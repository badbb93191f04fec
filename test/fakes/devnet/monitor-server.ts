/** The monitor side of one node: CURVE over ZeroMQ, monitors that live 65 minutes, and a notice for each stored message. */
import { setTimeout as wait } from 'node:timers/promises';
import { Router } from 'zeromq';
import { type BencodeValue, encodeBencode } from '../../../src/protocol/bencode';
import { z85 } from '../../../src/protocol/z85';
import type { KeptMessage } from './message-store';
import { type AskedItem, readMonitorItems, refusalOf } from './monitor-items';
import type { NodeContext } from './node-context';
import type { Sightings } from './sightings';

export interface Monitor {
  /** Routing id of the connection, hex. */
  readonly connection: string;
  /** 66 hex digits. */
  readonly account: string;
  readonly namespaces: readonly number[];
  readonly withData: boolean;
  /** ms, by the node's clock. */
  readonly until: number;
}

/** How long a real node goes on telling without being asked again. */
const LIFE_MS = 65 * 60_000;
const SUCCESS: BencodeValue = new Map([['success', 1]]);
const LISTEN_ATTEMPTS = 100;
const SEND_HIGH_WATER_MARK = 100_000;

export class MonitorServer {
  /** For measurements with a million accounts: takes whatever it is asked for, and remembers none of it. */
  takesEverything = false;
  /** Requests answered since it began, and the items in them. */
  requests = 0;
  items = 0;
  /** Every connection that greeted since it began to listen: routing ids in hex. */
  readonly connections = new Set<string>();
  #monitors = new Map<string, Monitor>();
  #socket: Router | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly node: NodeContext,
    private readonly sightings: Sightings,
  ) {}

  /** Those that have not expired, by this node's clock. */
  get monitors(): readonly Monitor[] {
    return [...this.#monitors.values()].filter((each) => each.until > this.node.now());
  }

  /** Port 0 takes any free one; gives the port. What was monitored before is forgotten. */
  async listen(ip: string, port: number): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const { publicKey, secretKey } = this.node.identity.onionKeys;
      const keys = { curveServer: true, curvePublicKey: z85(publicKey), curveSecretKey: z85(secretKey) };
      const socket = new Router({ linger: 0, sendHighWaterMark: SEND_HIGH_WATER_MARK, ...keys });
      try {
        await socket.bind(`tcp://${ip}:${port}`);
        this.#socket = socket;
        void this.#serve(socket);
        return Number(socket.lastEndpoint?.split(':').at(-1));
      } catch (error) {
        socket.close();
        // A socket that was closed a moment ago may still hold the port.
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === LISTEN_ATTEMPTS) throw error;
        await wait(50);
      }
    }
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.#monitors.clear();
    this.connections.clear();
  }

  /** Forgets every monitor while the connections stay: what a node does whose process was exchanged under a proxy. */
  forget(): void {
    this.#monitors.clear();
  }

  /** Tells whoever monitors the account of a message that was stored. */
  notify(message: KeptMessage): void {
    const { faults } = this.node;
    if (faults.omitsMessages || faults.stalls) return;
    for (const monitor of this.monitors) {
      if (monitor.account !== message.account || !monitor.namespaces.includes(message.namespace)) continue;
      this.say(monitor.connection, [Buffer.from('notify.message'), this.#notice(message, monitor.withData)]);
    }
  }

  /** Sends any frames over a connection, whether or not they make sense. */
  say(connection: string, frames: readonly Buffer[]): void {
    const socket = this.#socket;
    // ZeroMQ takes one message after the other.
    this.#sending = this.#sending
      .then(() => socket?.send([Buffer.from(connection, 'hex'), ...frames]))
      .catch(() => undefined);
  }

  #notice({ account, hash, namespace, timestamp, expiry, data }: KeptMessage, withData: boolean): Buffer {
    const { falseTimestampBy, falseExpirationBy, claimsShortLived } = this.node.faults;
    const storedAt = timestamp + falseTimestampBy;
    const fields = new Map<string, BencodeValue>([
      ['@', Buffer.from(account, 'hex')],
      ['h', Buffer.from(hash)],
      ['n', namespace],
      ['t', storedAt],
      ['z', claimsShortLived ? storedAt + 20_000 : expiry + falseExpirationBy],
    ]);
    if (withData) fields.set('~', data);
    return encodeBencode(fields);
  }

  async #serve(socket: Router): Promise<void> {
    for (;;) {
      let frames: Buffer[];
      try {
        frames = await socket.receive();
      } catch {
        return;
      }
      if (this.#socket !== socket) return;
      const [id, ...rest] = frames as [Buffer, ...Buffer[]];
      if (!this.takesEverything) this.#note(rest);
      const answer = this.node.faults.stalls ? undefined : this.#answer(id.toString('hex'), rest);
      if (answer !== undefined) this.say(id.toString('hex'), answer);
    }
  }

  /** ZeroMQ does not tell who connected. */
  #note(frames: readonly Buffer[]): void {
    const bytesIn = frames.reduce((sum, frame) => sum + frame.length, 0);
    const base = { at: this.node.now(), sourceAddress: '', path: '', status: 200, bytesOut: 0, accounts: [] };
    const methods = [frames[0]?.toString('latin1') ?? ''];
    this.sightings.add({ ...base, role: 'monitor', bytesIn, methods, seen: [...frames] });
  }

  #answer(connection: string, [command, tag = Buffer.alloc(0), body]: readonly Buffer[]): Buffer[] | undefined {
    const word = command?.toString('latin1');
    if (word === 'HI') {
      this.connections.add(connection);
      return [Buffer.from('HELLO')];
    }
    if (word === 'storage.info') return reply(tag, Buffer.from('{"version":[2,8,0]}'));
    if (word !== 'monitor.messages') return [Buffer.from('UNKNOWNCOMMAND'), command ?? Buffer.alloc(0)];
    const asked = readMonitorItems(body ?? Buffer.alloc(0));
    if (asked === undefined) return reply(tag, Buffer.from('400'), Buffer.from('Invalid monitor request'));
    this.requests += 1;
    this.items += asked.items.length;
    const answers = asked.items.map((item) => this.#monitor(connection, item));
    return reply(tag, encodeBencode(asked.isList ? answers : (answers[0] as BencodeValue)));
  }

  /** A node outside the swarm answers success too: nothing will ever be stored there. */
  #monitor(connection: string, item: AskedItem): BencodeValue {
    if (this.takesEverything) return SUCCESS;
    const refusal = refusalOf(item, this.node.now());
    if (refusal !== undefined) {
      return new Map<string, BencodeValue>([
        ['errcode', refusal.code],
        ['error', Buffer.from(refusal.words)],
      ]);
    }
    const { account, namespaces, withData } = item;
    // Of two requests for one account over one connection the later counts: the worst a real node could do.
    const monitor = { connection, account, namespaces, withData, until: this.node.now() + LIFE_MS };
    this.#monitors.set(`${connection}/${account}`, monitor);
    return SUCCESS;
  }
}

function reply(tag: Buffer, ...data: Buffer[]): Buffer[] {
  return [Buffer.from('REPLY'), tag, ...data];
}
