/** Buys access tokens at the token URI of our service account and keeps the current one; firebase-admin asks here. */
import { request } from 'node:https';
import type { Credential, GoogleOAuthAccessToken } from 'firebase-admin/app';
import { linkLost, retryAfterMs } from '../../courier/vendor-answers';
import type { Delivery } from '../../push-service';
import { assertion, type ServiceAccount } from './service-account';

/** Why there is no access token, as the answer to every wake-up that needed one. */
export class NoAccessToken extends Error {
  override readonly name = 'NoAccessToken';
  constructor(readonly delivery: Delivery) {
    super('no access token');
  }
}

interface AccessToken {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly boughtAt: number;
  readonly expiresAt: number;
}

const RENEW_BEFORE_MS = 5 * 60_000;
const USABLE_BEFORE_MS = 30_000;
const ANSWER_WITHIN_MS = 8_000;
const LARGEST_ANSWER = 64 * 1024;
/** After a failure nobody asks again for so long, or for as long as Google said. */
const PAUSE_MS = 1_000;
/** A token that Google rejects is replaced at most this often. */
const REJECTED_PAUSE_MS = 60_000;

/** firebase-admin keeps a token itself, without a way to drop it, unless it has less than five minutes to live. */
const LIFETIME_TOLD_S = 240;

export class GoogleAccess implements Credential {
  private current?: AccessToken;
  private bought = 0;
  private buying?: Promise<AccessToken>;
  private failure?: { readonly error: NoAccessToken; readonly until: number };

  /** `caPem`: trusted instead of the public roots; `now`: milliseconds since 1970. */
  constructor(
    private readonly account: ServiceAccount,
    private readonly caPem: string | undefined,
    private readonly now: () => number,
  ) {}

  /** Rejects with NoAccessToken. */
  async getAccessToken(): Promise<GoogleOAuthAccessToken> {
    const token = await this.token();
    const lifetime = Math.floor((token.expiresAt - this.now()) / 1000);
    return { access_token: token.value, expires_in: Math.min(lifetime, LIFETIME_TOLD_S) };
  }

  /** Of the current token; undefined before the first was bought. */
  get validity(): { readonly since: Date; readonly until: Date } | undefined {
    const { current } = this;
    return current && { since: new Date(current.boughtAt), until: new Date(current.expiresAt) };
  }

  /** Tokens bought so far. */
  get generation(): number {
    return this.bought;
  }

  /** Google rejected a token that was current at `generation`: true when the next request will bring a newer one. */
  drop(generation: number): boolean {
    // A wake-up that was under way with the old token comes back after another one has brought the new token.
    if (this.current === undefined || this.bought > generation) return true;
    if (this.now() - this.current.boughtAt < REJECTED_PAUSE_MS) return false;
    this.current = undefined;
    return true;
  }

  private async token(): Promise<AccessToken> {
    const { current, failure } = this;
    const now = this.now();
    const left = current === undefined ? 0 : current.expiresAt - now;
    if (current !== undefined && left > RENEW_BEFORE_MS) return current;
    const usable = current !== undefined && left > USABLE_BEFORE_MS ? current : undefined;
    if (failure !== undefined && now < failure.until) {
      if (usable !== undefined) return usable;
      throw failure.error;
    }
    this.buying ??= this.buy().finally(() => {
      this.buying = undefined;
    });
    return usable === undefined ? this.buying : this.buying.catch(() => usable);
  }

  private async buy(): Promise<AccessToken> {
    const boughtAt = this.now();
    try {
      const { value, lifetimeS } = readToken(await this.post(assertion(this.account, boughtAt)), boughtAt);
      this.failure = undefined;
      this.current = { value, boughtAt, expiresAt: boughtAt + lifetimeS * 1000 };
      this.bought += 1;
      return this.current;
    } catch (cause) {
      const error = cause instanceof NoAccessToken ? cause : new NoAccessToken(linkLost(cause));
      const afterMs = error.delivery.kind === 'later' ? error.delivery.afterMs : undefined;
      this.failure = { error, until: boughtAt + Math.max(afterMs ?? 0, PAUSE_MS) };
      throw error;
    }
  }

  private post(signed: string): Promise<Answer> {
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signed });
    const { tokenUri } = this.account;
    return new Promise((resolve, reject) => {
      const sending = request(tokenUri, {
        method: 'POST',
        agent: false,
        ca: this.caPem,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      sending.on('error', reject);
      sending.on('response', (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size > LARGEST_ANSWER) sending.destroy(new Error('the answer is too long'));
          else parts.push(part);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts).toString(),
            retryAfter: response.headers['retry-after'],
          }),
        );
      });
      sending.end(body.toString());
    });
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string;
}

function readToken({ status, body, retryAfter }: Answer, now: number): { value: string; lifetimeS: number } {
  const { access_token: value, expires_in: lifetimeS, error } = parsed(body);
  if (status === 200 && typeof value === 'string' && typeof lifetimeS === 'number' && lifetimeS > 0) {
    return { value, lifetimeS };
  }
  const name = typeof error === 'string' && /^[a-z_]{3,40}$/.test(error) ? ` ${error}` : '';
  const reason = `Google's token service answered ${status}${name}`;
  // A 200 without a token is not Google's; nor is it a fault of our key.
  const ours = status >= 300 && status < 500 && status !== 408 && status !== 429;
  if (ours) throw new NoAccessToken({ kind: 'refused', reason });
  const afterMs = retryAfterMs(retryAfter, now);
  throw new NoAccessToken({ kind: 'later', reason, ...(afterMs === undefined ? {} : { afterMs }) });
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
