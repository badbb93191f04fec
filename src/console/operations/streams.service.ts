/** Server-sent events of how operations stand: one reading for all who look, a bounded number of them, each with a session. */
import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { WIRE_NAMES } from '../../push/registry.service';
import { may, type Visitor } from '../frame/visitor';
import { Sessions } from '../staff/sessions.service';
import { type Live, liveOf } from './live-texts';
import { OperationsBoard } from './operations-board.service';
import { servicesOf } from './situation';

/** Browsers open no more than six connections to one address: a few pages of one person must leave room for others. */
const MOST_OF_ONE = 3;
const MOST = 60;
const EVERY_MS = 2_000;
/** After how long a browser whose stream broke comes again. */
const AGAIN_MS = 3_000;
/** A browser that takes nothing for so many bytes is cut off; it comes again. */
const MOST_UNSENT = 256 * 1024;

interface Stream {
  readonly visitor: Visitor;
  readonly response: Response;
}

@Injectable()
export class OperationsStreams implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly streams = new Set<Stream>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly board: OperationsBoard,
    private readonly sessions: Sessions,
    private readonly log: Log,
  ) {}

  /** How many look at the moment. */
  get size(): number {
    return this.streams.size;
  }

  /** Begins a stream; false when there are too many already, and then nothing was sent. */
  open(visitor: Visitor, response: Response): boolean {
    const own = [...this.streams].filter((one) => one.visitor.sessionId === visitor.sessionId);
    if (this.isClosed || own.length >= MOST_OF_ONE || this.streams.size >= MOST) return false;
    const stream = { visitor, response };
    this.streams.add(stream);
    response.on('close', () => this.streams.delete(stream));
    response.on('error', () => this.streams.delete(stream));
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      // A proxy that gathers would show everything late.
      'x-accel-buffering': 'no',
    });
    response.write(`retry: ${AGAIN_MS}\n\n`);
    this.timer ??= setTimeout(() => void this.round(), 0);
    return true;
  }

  /** Before the servers are closed, which wait for what is open. */
  onModuleDestroy(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const { response } of this.streams) response.end();
  }

  beforeApplicationShutdown(): void {
    this.onModuleDestroy();
  }

  private async round(): Promise<void> {
    try {
      await this.endOver();
      if (this.streams.size > 0) this.tell('state', await this.read());
    } catch (error) {
      // The page says by itself that what it shows is old.
      this.log.sparingly('warn', 'operations could not be read for those who look', factsOf(error));
    }
    this.timer = undefined;
    if (this.streams.size === 0 || this.isClosed) return;
    this.timer = setTimeout(() => void this.round(), EVERY_MS);
  }

  private async read(): Promise<Live> {
    const situation = await this.board.read();
    return liveOf(situation, servicesOf(situation, WIRE_NAMES));
  }

  /** A session that is over, and one whose roles do not allow it any more, end their streams. */
  private async endOver(): Promise<void> {
    const visitors = new Map([...this.streams].map(({ visitor }) => [visitor.sessionId, visitor]));
    for (const visitor of visitors.values()) {
      if (may(await this.sessions.still(visitor), 'operations.read')) continue;
      for (const stream of this.streams) {
        if (stream.visitor.sessionId !== visitor.sessionId) continue;
        stream.response.end('event: over\ndata: {}\n\n');
        this.streams.delete(stream);
      }
    }
  }

  private tell(event: string, data: unknown): void {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of this.streams) {
      if (stream.response.writableLength > MOST_UNSENT) stream.response.destroy();
      else stream.response.write(text);
    }
  }
}
