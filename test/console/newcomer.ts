/** Somebody who was invited, set up a password and an authenticator app, and can be asked for the code of the moment. */
import { Secret, TOTP } from 'otpauth';
import type { StaffRole } from '../../src/console/frame/permissions';
import { Invitations } from '../../src/console/staff/invitations.service';
import { type Answered, type ConsoleHouse, Person } from './house';

export const PASSWORD = 'correct horse battery staple';

export interface Newcomer {
  readonly name: string;
  /** The browser they enrolled in, signed in. */
  readonly browser: Person;
  readonly recoveryCodes: readonly string[];
  /** The next code of the authenticator app: the clock moves on first, so that none is used twice. */
  code(): string;
  /** What the app shows now. */
  codeNow(): string;
}

/** The path of a link from the operator. */
export async function linkFor(house: ConsoleHouse, name: string, ...roles: StaffRole[]): Promise<string> {
  const { token } = await house.find(Invitations).byOperator(name, roles);
  return `/enrol/${token}`;
}

export async function newcomer(house: ConsoleHouse, name: string, ...roles: StaffRole[]): Promise<Newcomer> {
  const link = await linkFor(house, name, ...roles);
  const browser = new Person(house.url, name);
  const { code, codeNow } = appOf(house, secretOn(await browser.get(link)));
  const form = { password: PASSWORD, again: PASSWORD, code: code() };
  const answer = await browser.post(`${link}/password`, form, link);
  if (answer.status !== 200) throw new Error(`${name} could not enrol: ${answer.status} ${answer.body}`);
  return { name, browser, recoveryCodes: recoveryCodesOn(answer), code, codeNow };
}

/** The secret that a page tells for an authenticator app, in base32. */
export function secretOn(page: Answered): string {
  const secret = /secret=([A-Z2-7]+)/.exec(page.body)?.[1];
  if (secret === undefined) throw new Error(`no secret on a page (${page.status})`);
  return secret;
}

/** An authenticator app with this secret, by the house's clock. */
export function appOf(house: ConsoleHouse, secret: string): Pick<Newcomer, 'code' | 'codeNow'> {
  const codeNow = () => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: house.room.clock.now() });
  const code = () => {
    house.later(30_000);
    return codeNow();
  };
  return { code, codeNow };
}

export function recoveryCodesOn(page: Answered): string[] {
  return page.body.match(/\b(?:[0-9a-z]{4}-){3}[0-9a-z]{4}\b/g) ?? [];
}

/** What the page says is wrong, each by its field. */
export function faultsOn(page: Answered): string[] {
  return [...page.body.matchAll(/<li><a href="#([^"]+)">([^<]+)<\/a><\/li>/g)].map(([, field]) => field as string);
}

export function signIn(browser: Person, form: Readonly<Record<string, string>>, next = '/'): Promise<Answered> {
  return browser.post('/sign-in', { next, ...form }, '/sign-in');
}
