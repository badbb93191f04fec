/** LISTEN on a connection of its own; after a lost link it listens again and says that something may have been missed. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';

export interface Listener {
  /** A payload that was sent with NOTIFY. */
  onNotice(payload: string): void;
  /** The link stands (again): notices sent before may have been missed. Also called after the first connect. */
  onConnected(): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

@Injectable()
export class Notifications implements OnApplicationShutdown {
  private readonly links = new Set<Link>();

  constructor(@Inject('DATABASE_URL') private readonly url: string) {}

  /** Listens on `channel` until the application shuts down. */
  listen(channel: string, listener: Listener): void {
    this.links.add(new Link(this.url, channel, listener));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.links].map((link) => link.close()));
  }
}

class Link {
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = FIRST_PAUSE_MS;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly listener: Listener,
  ) {
    void this.connect();
  }

  private async connect(): Promise<void> {
    if (this.closed) return;
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 3_000, keepAlive: true });
    this.client = client;
    client.on('notification', (notice) => this.listener.onNotice(notice.payload ?? ''));
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.channel)}`);
      this.pauseMs = FIRST_PAUSE_MS;
      if (!this.closed) this.listener.onConnected();
    } catch {
      this.lost(client);
    }
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    client.removeAllListeners('notification');
    void client.end().catch(() => undefined);
    if (this.closed) return;
    this.timer = setTimeout(() => void this.connect(), this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}
