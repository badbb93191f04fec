/** Helper: many phones that subscribe over kept connections, each request signed before the clock starts. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { delegateKeyFor, delegationToken } from '../../src/protocol/delegation';
import { monitorText } from '../../src/protocol/signed-messages';
import { MasterKeys } from '../../src/subscriptions/master-keys';
import { AccountOwner } from '../../test/fakes/phone/account-signer';
import { KeptConnection } from './kept-connection';

export interface Prepare {
  readonly masterKeysFile: string;
  /** HTTP requests, and subscriptions in each: one alone goes without an array. */
  readonly requests: number;
  readonly perRequest: number;
}

export interface Run {
  /** Where the relay's client API listens. */
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
}

export interface RunResult {
  /** Subscriptions that were acknowledged as new, and as renewed, until the last answer. */
  readonly added: number;
  readonly updated: number;
  readonly wallSeconds: number;
  /** CPU time of this process meanwhile. */
  readonly cpuSeconds: number;
  /** Milliseconds from a request to its answer. */
  readonly latency: { readonly median: number; readonly p99: number };
}

interface PhoneAccount {
  readonly owner: AccountOwner;
  readonly token: string;
  readonly delegation: { readonly token: string; readonly signature: string };
}

interface Prepared {
  readonly accounts: readonly PhoneAccount[];
  readonly perRequest: number;
  /** JSON of the bodies, one for each request. */
  bodies: Buffer[];
  /** How many of the requests were answered in the last run. */
  answered: number;
}

/** Subscriptions were signed a while ago, so that a renewal can be signed later and still lie in the past. */
const SIGNED_AGO_S = 600;

let prepared: Prepared = { accounts: [], perRequest: 1, bodies: [], answered: 0 };

export const phoneCalls = { prepare, prepareRenewals, run };
export type PhoneCalls = typeof phoneCalls;

/** Accounts, devices and signed first subscriptions; those of one request share a device, as one phone's do. */
function prepare({ masterKeysFile, requests, perRequest }: Prepare): void {
  const masterKeys = MasterKeys.parse(readFileSync(masterKeysFile, 'utf8'));
  const masterKey = masterKeys.keys.get(masterKeys.current) as Buffer;
  const accounts: PhoneAccount[] = [];
  let token = '';
  for (let index = 0; index < requests * perRequest; index += 1) {
    if (index % perRequest === 0) token = randomBytes(32).toString('hex');
    const owner = AccountOwner.ofSessionId(randomBytes(32));
    const right = delegationToken(owner.account, delegateKeyFor(masterKey, owner.account).publicKey);
    const delegation = { token: right.toString('hex'), signature: owner.sign(right).toString('base64') };
    accounts.push({ owner, token, delegation });
  }
  prepared = { accounts, perRequest, bodies: [], answered: 0 };
  prepared.bodies = bodiesOf(prepared, requests, Math.floor(Date.now() / 1000) - SIGNED_AGO_S);
}

/** The same phones again, those that were answered in the last run, with newer signatures. */
function prepareRenewals(): void {
  prepared.bodies = bodiesOf(prepared, prepared.answered, Math.floor(Date.now() / 1000) - SIGNED_AGO_S / 2);
}

/** Sends what was prepared until time is up or nothing is left. Throws when any subscription is refused. */
async function run({ url, seconds, connections }: Run): Promise<RunResult> {
  const { bodies } = prepared;
  const requests = bodies.map((body) => requestOf(url, body));
  const all = await Promise.all(Array.from({ length: connections }, () => KeptConnection.open(url)));
  const counted = { added: 0, updated: 0 };
  const latencies: number[] = [];
  let next = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const deadline = began + 1_000 * seconds;
  const work = async (connection: KeptConnection) => {
    for (let sent = performance.now(); sent < deadline && next < requests.length; sent = performance.now()) {
      const request = requests[next] as Buffer;
      next += 1;
      const answer = await connection.exchange(request);
      latencies.push(performance.now() - sent);
      const added = timesIn(answer, '"added":true');
      const updated = timesIn(answer, '"updated":true');
      if (added + updated !== prepared.perRequest) throw new Error(`a subscription was refused: ${answer}`);
      counted.added += added;
      counted.updated += updated;
    }
  };
  await Promise.all(all.map(work));
  const wallSeconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  for (const connection of all) connection.close();
  prepared.answered = next;
  const sorted = Float64Array.from(latencies).sort();
  const latency = { median: sorted[sorted.length >> 1] ?? 0, p99: sorted[Math.floor(0.99 * sorted.length)] ?? 0 };
  return { ...counted, wallSeconds, cpuSeconds: (user + system) / 1e6, latency };
}

function bodiesOf({ accounts, perRequest }: Prepared, requests: number, signedAt: number): Buffer[] {
  return Array.from({ length: requests }, (_, index) => {
    const elements = accounts
      .slice(index * perRequest, (index + 1) * perRequest)
      .map((account) => elementOf(account, signedAt));
    return Buffer.from(JSON.stringify(perRequest === 1 ? elements[0] : elements));
  });
}

function elementOf({ owner, token, delegation }: PhoneAccount, signedAt: number): Record<string, unknown> {
  const namespaces = [0];
  return {
    pubkey: owner.account.hex,
    ...owner.relayCredentials(),
    namespaces,
    data: true,
    sig_ts: signedAt,
    signature: owner.sign(monitorText(owner.account, signedAt, true, namespaces)).toString('base64'),
    service: 'apns',
    service_info: { token },
    enc_key: token,
    delegation,
  };
}

function requestOf(url: string, body: Buffer): Buffer {
  const head =
    `POST /subscribe HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-type: application/json\r\n` +
    `content-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

function timesIn(text: string, part: string): number {
  return text.split(part).length - 1;
}
