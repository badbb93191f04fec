/** The console on a real database, a clock moved by hand, and members of staff who fill in its forms over HTTP. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { openConsole } from '../../src/console/console.module';
import { DoorCheck, type Route } from '../../src/console/frame/door-check.service';
import { FORM_TOKEN_FIELD } from '../../src/console/frame/form-token';
import type { StaffRole } from '../../src/console/frame/permissions';
import { Sessions } from '../../src/console/staff/sessions.service';
import type { DataKeys } from '../../src/platform/at-rest/data-keys';
import { PushModule } from '../../src/push/push.module';
import { SubscriptionBoardModule } from '../../src/subscriptions/subscription-board.module';
import { Room } from '../transparency/room';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export const AGENT = 'a browser of the tests';

export class ConsoleHouse {
  private constructor(
    readonly room: Room,
    private readonly app: INestApplication,
  ) {}

  /** `url` as CONSOLE_URL. */
  static async open({ url, keys }: { readonly url?: string; readonly keys?: DataKeys } = {}): Promise<ConsoleHouse> {
    const room = await Room.open({ keys, imports: [{ module: PushModule }, { module: SubscriptionBoardModule }] });
    const find = <T>(service: Parameters<typeof room.context.get<T>>[0]) =>
      room.context.get<T>(service, { strict: false });
    // What a role opens: nothing is set on it here, so that nothing is seen here that no role has.
    const app = await openConsole({ url, isDemo: false, find }, { port: 0, host: '127.0.0.1' }, false);
    return new ConsoleHouse(room, app);
  }

  get url(): string {
    return `http://127.0.0.1:${((this.app.getHttpServer() as Server).address() as AddressInfo).port}`;
  }

  get routes(): Route[] {
    return this.app.get(DoorCheck).routes();
  }

  /** What answers beneath the framework. */
  get router(): unknown {
    return (this.app.getHttpAdapter().getInstance() as { router: unknown }).router;
  }

  /** A service of the console. */
  find<T>(service: abstract new (...args: never[]) => T): T {
    return this.app.get(service as never, { strict: false });
  }

  /** Somebody with these roles, signed in and freshly proved. */
  async person(name: string, ...roles: StaffRole[]): Promise<Person> {
    const staffId = randomUUID();
    const now = new Date(this.room.clock.now());
    const columns = 'INSERT INTO staff (id, name, roles, created_at, enrolled_at) VALUES ($1, $2, $3, $4, $4)';
    await this.room.database.query(columns, [staffId, name, roles, now]);
    const token = await this.find(Sessions).open(staffId, AGENT, true);
    return new Person(this.url, name, token);
  }

  /** Moves the clock on. */
  later(ms: number): void {
    this.room.clock.set(new Date(this.room.clock.now() + ms).toISOString());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.room.close();
  }
}

/** Sends what a browser would send: its cookies, its origin, and the token of the form. */
export class Person {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly url: string,
    readonly name: string,
    token?: string,
  ) {
    if (token !== undefined) this.cookies.set('session', token);
  }

  /** What a browser is given to be this person. */
  get browser() {
    const cookies = [...this.cookies].map(([name, value]) => ({ name, value, url: this.url }));
    return { userAgent: AGENT, cookies };
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.send(path, { headers });
  }

  /** Opens the page the form stands on (`from`, or the path itself), and sends it with that page's token. */
  async post(path: string, fields: Fields = {}, from = path): Promise<Answered> {
    return this.postBare(path, { ...fields, [FORM_TOKEN_FIELD]: await this.tokenOf(from) });
  }

  private async tokenOf(path: string): Promise<string> {
    const page = await this.get(path);
    const token = new RegExp(`name="${FORM_TOKEN_FIELD}" value="([^"]+)"`).exec(page.body)?.[1];
    if (token === undefined) throw new Error(`${path} (${page.status}) has no form`);
    return token;
  }

  /** Sends a form that stands on a page which is open already, with its hidden fields. */
  postFrom(page: Answered, path: string, fields: Fields = {}): Promise<Answered> {
    const form = page.body.split('<form').find((one) => one.includes(` action="${path}"`)) ?? '';
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const kept = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescaped(value)]));
    return this.postBare(path, { ...kept, ...fields });
  }

  /** The same for a form with files, by their names. */
  async upload(
    path: string,
    form: { readonly fields: Fields; readonly files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>> },
    from = path,
  ): Promise<Answered> {
    const body = new FormData();
    body.append(FORM_TOKEN_FIELD, await this.tokenOf(from));
    for (const [name, value] of Object.entries(form.fields)) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    }
    for (const [name, content] of Object.entries(form.files)) body.append('files', new Blob([content]), name);
    return this.send(path, { method: 'POST', body, headers: { origin: this.url } });
  }

  /** A form as it is given, without a look at any page. */
  postBare(path: string, fields: Fields, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    }
    return this.send(path, { method: 'POST', body, headers: { origin: this.url, ...headers } });
  }

  /** Opens a stream of server-sent events, as a page's script does. */
  async stream(path: string): Promise<EventStream> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return new EventStream(await fetch(`${this.url}${path}`, { headers: { 'user-agent': AGENT, cookie } }));
  }

  /** Anything, also what no browser sends. Of a stream that does not end only the head is read. */
  async send(path: string, init: RequestInit = {}): Promise<Answered> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'user-agent': AGENT, cookie, ...(init.headers as Record<string, string>) };
    const response = await fetch(`${this.url}${path}`, { ...init, redirect: 'manual', headers });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      this.cookies.set(name, decodeURIComponent(value));
    }
    const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (isEndless) await response.body?.cancel();
    return { status: response.status, headers: response.headers, body: isEndless ? '' : await response.text() };
  }
}

/** Server-sent events as they come. */
export class EventStream {
  readonly headers: Headers;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private text = '';

  constructor(response: Response) {
    this.headers = response.headers;
    this.chunks = (response.body as ReadableStream<Uint8Array>)[Symbol.asyncIterator]();
  }

  /** The data of the next event of that name. Throws when the stream ends before. */
  async event(name: string): Promise<unknown> {
    for (;;) {
      const found = new RegExp(`^event: ${name}\ndata: (.*)\n\n`, 'm').exec(this.text);
      if (found !== null) {
        this.text = this.text.slice(found.index + found[0].length);
        return JSON.parse(found[1] as string);
      }
      const { done, value } = await this.chunks.next();
      if (done === true) throw new Error(`the stream ended without an event ${name}`);
      this.text += Buffer.from(value).toString();
    }
  }
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
