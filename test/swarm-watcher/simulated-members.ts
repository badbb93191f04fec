/** Members of swarms without any network: each with an order, a clock, gaps and lies of its own. */
import { createHash } from 'node:crypto';
import type { ServiceNode } from '../../src/protocol/service-node';
import { retrieveText, verifyEd25519 } from '../../src/protocol/signed-messages';
import type { Chance } from './chance';

export interface SimulatedMessage {
  readonly account: string;
  readonly namespace: number;
  readonly hash: string;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** What a member may do to us; `honest` tells what it has. */
export type Conduct =
  | 'honest'
  | 'silent'
  | 'down'
  | 'refuses'
  | 'sends-away'
  | 'doubts-clock'
  | 'breaks'
  | 'garbles'
  | 'shortens-lives'
  | 'back-dates'
  | 'fore-dates'
  | 'invents'
  | 'repeats'
  | 'overflows';

export const LIES: readonly Conduct[] = [
  'silent',
  'refuses',
  'sends-away',
  'doubts-clock',
  'breaks',
  'garbles',
  'shortens-lives',
  'back-dates',
  'fore-dates',
  'invents',
  'repeats',
  'overflows',
];

interface RetrieveParams {
  readonly pubkey: string;
  readonly pubkey_ed25519?: string;
  readonly namespace: number;
  readonly last_hash?: string;
  readonly max_size: number;
  readonly timestamp: number;
  readonly signature: string;
  readonly subaccount: string;
}

/** `undefined` for no answer at all. */
export type SimulatedAnswer = unknown;

const PAGE = 7;

export class SimulatedMember {
  conduct: Conduct = 'honest';
  /** It may be down at times, but never lies. */
  isHonest = true;
  /** ms by which its clock is ahead of the network's. */
  skew = 0;
  /** In the order in which they reached this member. */
  readonly kept: SimulatedMessage[] = [];
  /** Requests that an honest node would have refused although it should not: wrong time, wrong signature. */
  readonly complaints: string[] = [];

  constructor(
    readonly node: ServiceNode,
    private readonly chance: Chance,
  ) {}

  keep(message: SimulatedMessage): void {
    if (!this.kept.some((one) => one.hash === message.hash && one.account === message.account)) this.kept.push(message);
  }

  dropAccount(account: string): void {
    for (let index = this.kept.length - 1; index >= 0; index -= 1) {
      if (this.kept[index]?.account === account) this.kept.splice(index, 1);
    }
  }

  /** Places before and at the anchor, in this member's order; none for a hash that it does not keep. */
  upTo(account: string, namespace: number, hash: string, now: number): SimulatedMessage[] {
    const list = this.listOf(account, namespace, now);
    return list.slice(0, list.findIndex((one) => one.hash === hash) + 1);
  }

  answer(payload: Buffer, now: number): SimulatedAnswer {
    if (this.conduct === 'down') return undefined;
    if (this.conduct === 'garbles')
      return this.chance.oneOf<unknown>(['text', null, [], { results: 7 }, { results: [{ code: 'x' }] }]);
    const { requests } = (JSON.parse(payload.toString()) as { params: { requests: { params: RetrieveParams }[] } })
      .params;
    const results = requests.map(({ params }) => this.retrieve(params, now));
    if (this.conduct === 'overflows') results.push(...results, ...results);
    return { results };
  }

  private retrieve(params: RetrieveParams, now: number): unknown {
    const t = now + this.skew;
    const fault = this.faultOf(params, t);
    if (fault !== undefined) this.complaints.push(fault);
    const refusal = { refuses: 401, 'sends-away': 421, 'doubts-clock': 406, breaks: 500 }[this.conduct as string];
    if (refusal !== undefined) return { code: refusal, body: this.chance.oneOf<unknown>(['no', { t }]) };
    const list = this.conduct === 'silent' ? [] : this.listOf(params.pubkey, params.namespace, now);
    const start = params.last_hash === undefined ? 0 : list.findIndex((one) => one.hash === params.last_hash) + 1;
    const page = list.slice(start, start + PAGE).map((one) => this.told(one));
    if (this.conduct === 'invents') page.push(invented(params, t, this.chance));
    if (this.conduct === 'repeats') page.push(...list.slice(0, PAGE).map((one) => this.told(one)));
    const more = list.length > start + PAGE || this.conduct === 'repeats';
    return { code: 200, body: { messages: page, more, t, hf: [19, 4] } };
  }

  private told({ hash, storedAt, expiresAt }: SimulatedMessage): Record<string, unknown> {
    const day = 86_400_000;
    const from = storedAt + ({ 'back-dates': -day, 'fore-dates': 400 * day }[this.conduct as string] ?? 0);
    const to = this.conduct === 'shortens-lives' ? from + 20_000 : expiresAt + (from - storedAt);
    return { hash, timestamp: from, expiration: to, data: '' };
  }

  private listOf(account: string, namespace: number, now: number): SimulatedMessage[] {
    return this.kept.filter((one) => one.account === account && one.namespace === namespace && one.expiresAt > now);
  }

  private faultOf(params: RetrieveParams, t: number): string | undefined {
    if (Math.abs(t - params.timestamp) > 60_000) return `signed ${t - params.timestamp} ms ago`;
    if (params.max_size !== -20) return 'asks for too much';
    if (params.pubkey.startsWith('03') === (params.pubkey_ed25519 !== undefined)) return 'owner key given or missing';
    const delegate = Buffer.from(params.subaccount, 'hex').subarray(4);
    const text = retrieveText(params.namespace, params.timestamp);
    // One in eight is enough to notice a fault, and costs little.
    if (this.chance.below(8) > 0 || verifyEd25519(delegate, text, Buffer.from(params.signature, 'base64'))) return;
    return 'not signed by the delegate';
  }
}

function invented(params: RetrieveParams, t: number, chance: Chance): Record<string, unknown> {
  const hash = createHash('sha256')
    .update(`${params.pubkey}${chance.below(1e9)}`)
    .digest('base64')
    .slice(0, 43);
  const absurd = chance.oneOf<unknown>([hash, hash, 'short', null, `${hash.slice(0, 42)}/`]);
  return { hash: absurd, timestamp: t, expiration: t + 3_600_000 };
}
