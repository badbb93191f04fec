/** A wire with an ear: passes a TCP connection on and remembers every byte of both directions. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class RecordingProxy {
  readonly #sockets = new Set<Socket>();
  readonly #sent: Buffer[][] = [];
  readonly #answered: Buffer[][] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client: Socket) => this.#pass(client));
  }

  /** Before the server of this URL. */
  static async start(targetUrl: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(createServer(), new URL(targetUrl));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  /** The target's URL by way of this proxy. */
  get url(): string {
    const url = new URL(this.target.href);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** All that clients sent, connection by connection. */
  get sent(): Buffer {
    return Buffer.concat(this.#sent.flat());
  }

  get answered(): Buffer {
    return Buffer.concat(this.#answered.flat());
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #pass(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    this.#record(client, server, this.#sent);
    this.#record(server, client, this.#answered);
  }

  #record(from: Socket, to: Socket, into: Buffer[][]): void {
    const heard: Buffer[] = [];
    into.push(heard);
    this.#sockets.add(from);
    from.on('data', (chunk: Buffer) => heard.push(chunk));
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      to.destroy();
      this.#sockets.delete(from);
    });
  }
}
