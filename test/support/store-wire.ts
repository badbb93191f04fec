/** The wire to a store, which a test can break: connections are cut, at once or in the middle of BullMQ's greeting. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Redis is asked INFO twice for each connection: by ioredis, which then calls it ready, and by BullMQ after that. */
const INFO = /\binfo\b/gi;
const GREETINGS = 2;

export class StoreWire {
  /** Connections that were cut. */
  cuts = 0;
  private broken: 'no' | 'at once' | 'while greeting' = 'no';
  private readonly pairs = new Set<{ readonly client: Socket; readonly store: Socket }>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client: Socket) => this.carry(client));
  }

  static async to(targetUrl: string): Promise<StoreWire> {
    const wire = new StoreWire(createServer(), new URL(targetUrl));
    wire.server.listen(0, '127.0.0.1');
    await once(wire.server, 'listening');
    return wire;
  }

  /** The store's URL by way of this wire. */
  get url(): string {
    const url = new URL(this.target.href);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Cuts what stands and what comes, until `heal()`. */
  break(how: 'at once' | 'while greeting' = 'at once'): void {
    this.broken = how;
    for (const pair of this.pairs) this.cut(pair);
  }

  heal(): void {
    this.broken = 'no';
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.break();
    await closed;
  }

  private carry(client: Socket): void {
    const pair = { client, store: connect(Number(this.target.port), this.target.hostname) };
    this.pairs.add(pair);
    let greetings = 0;
    client.on('data', (chunk: Buffer) => {
      greetings += chunk.toString('latin1').match(INFO)?.length ?? 0;
      if (this.broken === 'while greeting' && greetings >= GREETINGS) this.cut(pair);
    });
    client.pipe(pair.store);
    pair.store.pipe(client);
    for (const socket of [client, pair.store]) {
      socket.on('error', () => undefined);
      socket.on('close', () => this.cut(pair));
    }
    if (this.broken === 'at once') this.cut(pair);
  }

  private cut(pair: { readonly client: Socket; readonly store: Socket }): void {
    if (!this.pairs.delete(pair)) return;
    this.cuts += 1;
    pair.client.destroy();
    pair.store.destroy();
  }
}
