/** One HTTP/1.1 connection that is kept, one request after the other: the least that a client can cost. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export class KeptConnection {
  private received = '';
  private take: (answer: string) => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (part: string) => this.hear(part));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the relay closed a connection')));
  }

  static async open(url: string): Promise<KeptConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new KeptConnection(socket);
  }

  /** Sends a whole request; answers the body of the answer. */
  exchange(request: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.take = resolve;
      this.fail = reject;
      this.socket.write(request);
    });
  }

  close(): void {
    this.fail = () => undefined;
    this.socket.destroy();
  }

  private hear(part: string): void {
    this.received += part;
    const end = this.received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.received.slice(0, end))?.[1]);
    const from = end + 4;
    if (this.received.length < from + length) return;
    const answer = this.received.slice(from, from + length);
    this.received = this.received.slice(from + length);
    this.take(answer);
  }
}
