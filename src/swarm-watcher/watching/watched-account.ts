/** Accounts as the watcher keeps them, ready to be asked for and as small as a million of them demands; and their swarms. */
import { AccountId, GROUP_PREFIX } from '../../protocol/account-id';
import type { ServiceNode } from '../../protocol/service-node';
import { type Cursors, type MemberName, memberName } from './cursors';

/** What has to be known of an account to watch it. */
export interface WatchOrder {
  /** The account's id in the database. */
  readonly accountId: string;
  readonly account: AccountId;
  /** Messages stored before `since` (ms by our own clock) wake nobody. */
  readonly namespaces: readonly WatchedNamespace[];
  readonly delegation: {
    /** 32 bytes; a group's own key is left out. */
    readonly ownerEd25519?: Buffer;
    readonly masterKeyId: string;
    /** 36 bytes. */
    readonly token: Buffer;
    /** 64 bytes. */
    readonly signature: Buffer;
    /** When it was last given, ms by the phone's clock. */
    readonly signedAt: number;
  };
}

export interface WatchedNamespace {
  readonly namespace: number;
  readonly since: number;
}

/** A member that would not serve an account; times are ms of the steady clock. */
interface Shunned {
  readonly member: string;
  readonly until: number;
  /** When it may be asked all the same, should nobody else be left. */
  readonly lastResortFrom: number;
}

const NOBODY: readonly never[] = [];
const LAST_RESORT_AFTER_MS = 5_000;

const OPENING = '{"method":"retrieve","params":{"pubkey":"';
const HEX_ACCOUNT = 66;
const TOKEN_OPENING = '"subaccount":"';
const HEX_TOKEN = 72;

/** Never printed: it holds the account in plain text. */
export class WatchedAccount {
  readonly accountId: string;
  /** The JSON of every retrieve for this account, up to what differs from one to the next. */
  opening: string;
  masterKeyId: string;
  /** When the delegation was last given, ms by the phone's clock. */
  delegatedAt: number;
  namespaces: readonly WatchedNamespace[];
  /** Undefined until they have been read from where they are saved. */
  cursors: Cursors | undefined = undefined;
  swarm: PlacedSwarm | undefined = undefined;
  /** No longer watched; whatever is under way for it ends without effect. */
  gone = false;
  /** What the signatures were made for (ms by the network's clock), and one in base64 for each of `namespaces`. */
  signedFor = 0;
  signatures: string[] = [];
  /** The member each lane is asking now, and how many of its requests are under way. */
  readonly asking: [string | undefined, string | undefined] = [undefined, undefined];
  readonly underWay: [number, number] = [0, 0];
  /** Members that said 401 since anybody said anything else. */
  refusedBy: readonly string[] = NOBODY;
  /** Members that would not serve this account and are left alone for a while. */
  shunned: readonly Shunned[] = NOBODY;

  /** `seat`: a small whole number that no other watched account has. */
  constructor(
    order: WatchOrder,
    readonly seat: number,
  ) {
    this.accountId = order.accountId;
    this.opening = openingOf(order);
    this.masterKeyId = order.delegation.masterKeyId;
    this.delegatedAt = order.delegation.signedAt;
    this.namespaces = order.namespaces.map(plain);
  }

  /** Takes over a newer order for the same account; answers whether it is to be asked for in another way. */
  renew(order: WatchOrder): boolean {
    const opening = openingOf(order);
    const namespaces = order.namespaces.map(plain);
    if (order.delegation.signedAt !== this.delegatedAt) {
      this.delegatedAt = order.delegation.signedAt;
      this.refusedBy = NOBODY;
    }
    const sameKey = opening === this.opening && order.delegation.masterKeyId === this.masterKeyId;
    if (sameKey && isSame(namespaces, this.namespaces)) return false;
    this.opening = opening;
    this.masterKeyId = order.delegation.masterKeyId;
    this.namespaces = namespaces;
    this.forgetSignatures();
    return true;
  }

  /** Whether this process is to ask for it. */
  get isOurs(): boolean {
    return !this.gone && this.swarm?.isOurs === true;
  }

  get isUnderWay(): boolean {
    return this.underWay[0] > 0 || this.underWay[1] > 0;
  }

  get account(): AccountId {
    return AccountId.parse(this.opening.substring(OPENING.length, OPENING.length + HEX_ACCOUNT));
  }

  /** 36 bytes. */
  get token(): Buffer {
    const at = this.opening.indexOf(TOKEN_OPENING) + TOKEN_OPENING.length;
    return Buffer.from(this.opening.substring(at, at + HEX_TOKEN), 'hex');
  }

  forgetSignatures(): void {
    this.signedFor = 0;
    this.signatures = [];
  }

  isShunning(member: string, now: number): boolean {
    return this.shunned.some((one) => one.member === member && now < one.until);
  }

  /** Whether a member that is shunned may be asked once more when nobody else is left. */
  isLastResort(member: string, now: number): boolean {
    return this.shunned.some((one) => one.member === member && now >= one.lastResortFrom);
  }

  shun(member: string, until: number, now: number): void {
    const others = this.shunned.filter((one) => one.member !== member && now < one.until);
    this.shunned = [...others, { member, until, lastResortFrom: now + LAST_RESORT_AFTER_MS }];
  }

  /** The member serves this account after all. */
  trust(member: string): void {
    if (this.shunned.length > 0) this.shunned = this.shunned.filter((one) => one.member !== member);
  }

  toJSON(): string {
    return '[account]';
  }
}

/** A swarm with the watched accounts whose messages it keeps. */
export class PlacedSwarm {
  readonly accounts = new Set<WatchedAccount>();
  members: readonly ServiceNode[] = [];
  /** The members as cursors name them. */
  names: readonly MemberName[] = [];
  /** Whether this process asks for its accounts; if not, another watcher does. */
  isOurs = false;

  constructor(readonly id: string) {}

  setMembers(members: readonly ServiceNode[]): void {
    this.members = members;
    this.names = members.map((member) => memberName(member.ed25519));
  }
}

function openingOf({ account, delegation }: WatchOrder): string {
  const { ownerEd25519, token, signature } = delegation;
  const owner =
    account.prefix === GROUP_PREFIX || ownerEd25519 === undefined
      ? ''
      : `"pubkey_ed25519":"${ownerEd25519.toString('hex')}",`;
  const pieces =
    `${OPENING}${account.hex}",${owner}${TOKEN_OPENING}${token.toString('hex')}",` +
    `"subaccount_sig":"${signature.toString('base64')}",`;
  return Buffer.from(pieces, 'latin1').toString('latin1');
}

function plain({ namespace, since }: WatchedNamespace): WatchedNamespace {
  return { namespace, since };
}

function isSame(one: readonly WatchedNamespace[], other: readonly WatchedNamespace[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ namespace, since }, index) => namespace === other[index]?.namespace && since === other[index]?.since)
  );
}
