/** The wire to a store, which a test can break. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class StoreWire {
  /** Connections that were cut. */
  cuts = 0;
  private broken = false;
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
  break(): void {
    this.broken = true;
    for (const pair of this.pairs) this.cut(pair);
  }

  heal(): void {
    this.broken = false;
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
    client.pipe(pair.store);
    pair.store.pipe(client);
    for (const socket of [client, pair.store]) {
      socket.on('error', () => undefined);
      socket.on('close', () => this.cut(pair));
    }
    if (this.broken) this.cut(pair);
  }

  private cut(pair: { readonly client: Socket; readonly store: Socket }): void {
    if (!this.pairs.delete(pair)) return;
    this.cuts += 1;
    pair.client.destroy();
    pair.store.destroy();
  }
}
