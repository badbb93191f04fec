/** A member of staff who opens pages of the console one after the other, and how long each takes to come. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { ROLES } from '../../src/console/frame/permissions';

const AGENT = 'a browser of the bench';
export const READER = 'reader';
const sha256 = (text: string) => createHash('sha256').update(text).digest();

export interface Opened {
  readonly ms: number;
  readonly status: number;
  readonly body: string;
  readonly location: string | null;
}

export class Reader {
  private constructor(
    private readonly url: string,
    private cookie: string,
  ) {}

  /** Somebody with every role, signed in. */
  static async signedIn(url: string, databaseUrl: string): Promise<Reader> {
    const [staffId, token] = [randomUUID(), randomBytes(32).toString('base64url')];
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query(
        'INSERT INTO staff (id, name, roles, created_at, enrolled_at) VALUES ($1, $2, $3, now(), now())',
        [staffId, READER, ROLES],
      );
      await client.query(
        `INSERT INTO staff_session (id, staff_id, token_hash, agent_hash, browser, created_at, seen_at, stepped_up_at)
         VALUES ($1, $2, $3, $4, 'bench', now(), now(), now())`,
        [randomUUID(), staffId, sha256(token), sha256(AGENT)],
      );
    } finally {
      await client.end();
    }
    return new Reader(url, `session=${token}`);
  }

  /** Until the last byte has come. Throws for anything but a page or a redirect. */
  async open(path: string, form?: Readonly<Record<string, string>>): Promise<Opened> {
    const opened = await this.answer(path, form);
    if (opened.status !== 200 && opened.status !== 303) throw new Error(`${path} answered ${opened.status}`);
    return opened;
  }

  /** The same, whatever the answer is. */
  async answer(path: string, form?: Readonly<Record<string, string>>): Promise<Opened> {
    const headers = { 'user-agent': AGENT, cookie: this.cookie, origin: this.url };
    const began = performance.now();
    const response = await fetch(`${this.url}${path}`, {
      redirect: 'manual',
      headers,
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    const body = await response.text();
    const ms = performance.now() - began;
    const set = response.headers.getSetCookie()[0]?.split(';')[0];
    if (set !== undefined) this.cookie = `${this.cookie.split('; ')[0]}; ${set}`;
    return { ms, status: response.status, body, location: response.headers.get('location') };
  }
}
