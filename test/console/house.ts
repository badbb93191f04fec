/** The console on a real database, a clock moved by hand, and members of staff who fill in its forms over HTTP. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { createConsole } from '../../src/console/console.module';
import { DoorCheck, type Route } from '../../src/console/frame/door-check.service';
import { FORM_TOKEN_FIELD } from '../../src/console/frame/form-token';
import type { StaffRole } from '../../src/console/frame/permissions';
import { Sessions } from '../../src/console/staff/sessions.service';
import { Room } from '../transparency/room';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

const AGENT = 'a browser of the tests';

export class ConsoleHouse {
  private constructor(
    readonly room: Room,
    private readonly app: INestApplication,
  ) {}

  static async open(): Promise<ConsoleHouse> {
    const room = await Room.open();
    const options = { url: undefined, isDemo: false };
    const app = await createConsole(
      { ...options, find: (service) => room.context.get(service, { strict: false }) },
      false,
    );
    await app.listen(0, '127.0.0.1');
    return new ConsoleHouse(room, app);
  }

  get url(): string {
    return `http://127.0.0.1:${((this.app.getHttpServer() as Server).address() as AddressInfo).port}`;
  }

  get routes(): Route[] {
    return this.app.get(DoorCheck).routes();
  }

  /** A service of the console. */
  find<T>(service: abstract new (...args: never[]) => T): T {
    return this.app.get(service as never, { strict: false });
  }

  /** Somebody with these roles, signed in and freshly proved. */
  async person(name: string, ...roles: StaffRole[]): Promise<Person> {
    const staffId = randomUUID();
    const now = new Date(this.room.clock.now());
    const columns = 'INSERT INTO staff (id, name, roles, created_at) VALUES ($1, $2, $3, $4)';
    await this.room.database.query(columns, [staffId, name, roles, now]);
    const token = await this.find(Sessions).open(staffId, AGENT, true);
    return new Person(this.url, name, token);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.room.close();
  }
}

/** Sends what a browser would send: its cookies, its origin, and the token of the form. */
export class Person {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly url: string,
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
    const page = await this.get(from);
    const token = new RegExp(`name="${FORM_TOKEN_FIELD}" value="([^"]+)"`).exec(page.body)?.[1];
    if (token === undefined) throw new Error(`${from} (${page.status}) has no form`);
    return this.postBare(path, { ...fields, [FORM_TOKEN_FIELD]: token });
  }

  /** A form as it is given, without a look at any page. */
  postBare(path: string, fields: Fields, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    }
    return this.send(path, { method: 'POST', body, headers: { origin: this.url, ...headers } });
  }

  private async send(path: string, init: RequestInit): Promise<Answered> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'user-agent': AGENT, cookie, ...(init.headers as Record<string, string>) };
    const response = await fetch(`${this.url}${path}`, { ...init, redirect: 'manual', headers });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      this.cookies.set(name, decodeURIComponent(value));
    }
    return { status: response.status, headers: response.headers, body: await response.text() };
  }
}
