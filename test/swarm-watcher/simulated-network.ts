/** Swarms of simulated members with a poller that watches some of their accounts, in simulated time. */
import { AccountId } from '../../src/protocol/account-id';
import { delegateKeyFor } from '../../src/protocol/delegation';
import type { ServiceNode } from '../../src/protocol/service-node';
import { SwarmMap } from '../../src/protocol/swarm-map';
import type { Telling } from '../../src/swarm-watcher/message-source';
import { WatcherStats } from '../../src/swarm-watcher/watcher-stats';
import { anchorOf, type Cursors, memberName, NO_CURSORS } from '../../src/swarm-watcher/watching/cursors';
import type { Moment } from '../../src/swarm-watcher/watching/moment';
import type { PollBatch } from '../../src/swarm-watcher/watching/poll-batch';
import { type Heard, Poller } from '../../src/swarm-watcher/watching/poller';
import type { Revocation } from '../../src/swarm-watcher/watching/refusals';
import type { Loan, WatchListing, WatchOrder } from '../../src/swarm-watcher/watching/watch-order';
import { isWorthWaking } from '../../src/swarm-watcher/worth-waking';
import type { Chance } from './chance';
import { SimulatedMember, type SimulatedMessage } from './simulated-members';

const MASTER_KEY = Buffer.alloc(32, 7);
/** Messages that live so long outlast the simulation. */
export const LONG_LIFE_MS = 86_400_000;
const EPOCH = 1_795_000_000_000;

export interface SimulatedAccount {
  readonly order: WatchOrder;
  isWatched: boolean;
}

interface Errand {
  readonly at: number;
  readonly run: () => void;
}

/** Time passes only in `run`; every delay, failure and lie comes from `chance`. */
export class SimulatedNetwork {
  /** ms since the beginning. */
  time = 0;
  /** ms by which the network's clock is ahead of ours. */
  readonly ahead: number;
  readonly members: SimulatedMember[] = [];
  readonly accounts: SimulatedAccount[] = [];
  /** Messages that must wake somebody, by account and hash, while a watched account has them. */
  readonly due = new Map<string, SimulatedMessage>();
  /** How often each message was booked as new: what the marks let through. */
  readonly booked = new Map<string, number>();
  readonly marks = new Set<string>();
  readonly revocations: Revocation[] = [];
  readonly tellings: { readonly telling: Telling; readonly at: number }[] = [];
  /** Batches as they went out. */
  readonly sent: PollBatch[] = [];
  /** Questions that went to one member twice at the same time, and those that went to another swarm's member. */
  readonly crossed: string[] = [];
  readonly astray: string[] = [];
  private readonly open = new Set<string>();
  /** Chance that a telling cannot be booked. */
  bookingFails = 0;
  /** Chance that a request gets no answer although the member is there. */
  askingFails = 0.02;
  stats = new WatcherStats();
  poller: Poller;
  private map: SwarmMap = SwarmMap.of([]);
  /** Cursors as this process wrote them, and as they stand where they survive it. */
  private readonly moved = new Map<string, Cursors>();
  private readonly saved = new Map<string, Cursors>();
  private readonly errands: Errand[] = [];
  private made = 0;

  constructor(
    private readonly chance: Chance,
    private readonly limits: { readonly floorMs: number; readonly concurrency: number; readonly mostKept?: number },
  ) {
    this.ahead = chance.oneOf([0, 0, 45_000, -7_200_000]);
    this.poller = this.newPoller();
  }

  get now(): Moment {
    const wall = EPOCH + this.time;
    return { steady: 5_000 + this.time, wall, network: wall + this.ahead };
  }

  addSwarm(id: string, size: number): void {
    for (let index = 0; index < size; index += 1) this.addMember(id);
  }

  addMember(swarm: string): SimulatedMember {
    const member = new SimulatedMember(this.newNode(swarm), this.chance);
    member.skew = this.chance.below(40_000) - 20_000;
    this.members.push(member);
    return member;
  }

  /** The poller learns of the members as they are now; members hand each other what is now the others' business. */
  announce(): void {
    this.map = SwarmMap.of(this.members.map((member) => member.node));
    const all = this.members.flatMap((member) => member.kept.map((message) => ({ member, message })));
    for (const { member, message } of all) {
      const keepers = this.keepers(message.account);
      // Whoever kept it before may still lack what it missed; only newcomers are handed anything.
      for (const keeper of keepers)
        if (!keeper.kept.some((one) => one.account === message.account)) this.hand(keeper, message.account);
      if (!keepers.includes(member)) member.dropAccount(message.account);
    }
    this.poller.know(this.map, this.now);
  }

  /** When the swarm has changed on the way, those who are in it now get the message. */
  private reach(member: SimulatedMember, message: SimulatedMessage): void {
    const keepers = this.keepers(message.account);
    for (const keeper of keepers.includes(member) ? [member] : keepers) keeper.keep(message);
  }

  private hand(newcomer: SimulatedMember, account: string): void {
    for (const member of this.members) {
      for (const message of member.kept) if (message.account === account) newcomer.keep(message);
    }
  }

  addAccount(namespaces: readonly number[], isGroup = false): SimulatedAccount {
    const account = AccountId.fromBytes(Buffer.concat([Buffer.of(isGroup ? 3 : 5), this.chance.bytes(32)]));
    this.made += 1;
    const order: WatchOrder = {
      accountId: String(1000 + this.made),
      account,
      namespaces: namespaces.map((namespace) => ({ namespace, since: this.now.wall })),
      expiresAt: this.now.wall + 14 * LONG_LIFE_MS,
      delegation: {
        ...(isGroup ? {} : { ownerEd25519: this.chance.bytes(32) }),
        masterKeyId: '1',
        signature: this.chance.bytes(64),
        signedAt: this.now.wall,
        version: this.made,
      },
    };
    const added = { order, isWatched: true };
    this.accounts.push(added);
    this.poller.arrivals.watch(order, { isFresh: true, sweep: 0 }, this.now);
    return added;
  }

  unwatch(account: SimulatedAccount): void {
    account.isWatched = false;
    this.poller.forget(account.order.accountId);
    for (const [key, message] of this.due) if (message.account === account.order.account.hex) this.due.delete(key);
  }

  /** A message reaches those members of its swarm that are not down, each at a time of its own, a liar's gaps included. */
  store(account: SimulatedAccount, namespace: number, lifeMs: number): void {
    const storedAt = this.now.network;
    this.made += 1;
    const hash = Buffer.concat([this.chance.bytes(28), Buffer.from([0, 0, this.made >> 8, this.made & 255])]);
    const message: SimulatedMessage = {
      account: account.order.account.hex,
      namespace,
      hash: hash.toString('base64').slice(0, 43),
      storedAt,
      expiresAt: storedAt + lifeMs,
    };
    const keepers = this.keepers(message.account).filter((member) => member.conduct !== 'down');
    for (const member of keepers) this.later(this.chance.below(3_000), () => this.reach(member, message));
    const isHeldHonestly = keepers.some((member) => member.isHonest);
    const isAskedFor = account.isWatched && account.order.namespaces.some((one) => one.namespace === namespace);
    if (isHeldHonestly && isAskedFor && lifeMs >= LONG_LIFE_MS) this.due.set(keyOf(message.account, message), message);
  }

  /** The process dies and another begins with what was saved. */
  restart(): void {
    this.moved.clear();
    for (const [accountId, cursors] of this.saved) this.moved.set(accountId, cursors);
    this.open.clear();
    this.errands.splice(0, this.errands.length, ...this.errands.filter((errand) => !POLLS.has(errand.run)));
    this.poller = this.newPoller();
    this.poller.know(this.map, this.now);
    for (const { order, isWatched } of this.accounts) {
      if (isWatched) this.poller.arrivals.list(listingOf(order), { isFresh: false, sweep: 1 }, this.now);
    }
  }

  /** Writes down how far everything has been read. */
  save(): void {
    for (const [accountId, cursors] of this.moved) this.saved.set(accountId, cursors);
  }

  /** Lets time pass; `each` is called after every step. */
  run(durationMs: number, stepMs: number, each: () => void = () => undefined): void {
    for (const end = this.time + durationMs; this.time < end; ) {
      this.time += stepMs;
      const ripe = this.errands.filter((errand) => errand.at <= this.time).sort((a, b) => a.at - b.at);
      for (const errand of ripe) {
        const place = this.errands.indexOf(errand);
        if (place === -1) continue;
        this.errands.splice(place, 1);
        errand.run();
      }
      this.send();
      const { custody } = this.poller;
      const unsaved = custody.takeUnsaved(10_000);
      for (const account of unsaved) this.moved.set(account.accountId, account.cursors);
      custody.saved(unsaved);
      each();
    }
  }

  /** Honest messages that lie behind a cursor in an honest member's order and were not booked: each of them is lost. */
  lostBehindCursors(): string[] {
    const lost: string[] = [];
    for (const [key, message] of this.due) {
      if (this.booked.has(key)) continue;
      const held = this.moved.get(this.idOf(message.account)) ?? NO_CURSORS;
      for (const member of this.keepers(message.account)) {
        if (!member.isHonest) continue;
        const anchor = anchorOf(held, message.namespace, memberName(member.node.ed25519));
        if (anchor === undefined) continue;
        const behind = member.upTo(message.account, message.namespace, anchor.hash, this.now.network);
        if (behind.some((one) => one.hash === message.hash)) lost.push(key);
      }
    }
    return lost;
  }

  keepers(account: string): SimulatedMember[] {
    const swarm = this.map.swarmOf(AccountId.parse(account));
    return this.members.filter((member) => swarm?.members.some((node) => node.ed25519 === member.node.ed25519));
  }

  private idOf(hex: string): string {
    return this.accounts.find((one) => one.order.account.hex === hex)?.order.accountId ?? '';
  }

  private hexOf(accountId: string): string {
    return this.accounts.find((one) => one.order.accountId === accountId)?.order.account.hex ?? '';
  }

  private send(): void {
    const room = this.limits.concurrency - this.errands.filter((errand) => POLLS.has(errand.run)).length;
    for (const batch of room > 0 ? this.take(room) : []) {
      this.sent.push(batch);
      const { poller } = this;
      for (const pair of pairsOf(batch)) {
        if (this.open.has(pair)) this.crossed.push(pair);
        this.open.add(pair);
      }
      for (const { account } of batch.asks) {
        const keepers = this.keepers(this.hexOf(account.accountId));
        if (!keepers.some(({ node }) => node.ed25519 === batch.member.ed25519)) this.astray.push(account.accountId);
      }
      this.poll(50 + this.chance.below(900), () => this.deliver(poller, batch));
    }
  }

  private take(room: number): PollBatch[] {
    const { poller } = this;
    const batches = poller.take(this.now, room);
    for (let unread = poller.takeUnread(1_000); unread.length > 0; unread = poller.takeUnread(1_000)) {
      poller.custody.lend(unread, this.loans);
      poller.custody.resume(unread, this.moved, this.now);
      batches.push(...poller.take(this.now, room - batches.length));
    }
    return batches;
  }

  /** What is stored of the accounts' delegations. */
  private get loans(): Map<string, Loan> {
    return new Map(this.accounts.map(({ order }) => [order.accountId, order.delegation]));
  }

  private deliver(poller: Poller, batch: PollBatch): void {
    for (const pair of pairsOf(batch)) this.open.delete(pair);
    const member = this.members.find((one) => one.node.ed25519 === batch.member.ed25519);
    const body = member?.answer(batch.payload, this.now.network);
    if (body === undefined || this.chance.happens(this.askingFails)) {
      poller.failed(batch, true, this.now);
      return;
    }
    const heard = poller.answered(batch, body, this.now);
    this.revocations.push(...heard.revocations);
    if (heard.telling !== undefined) this.poll(this.chance.below(300), () => this.book(poller, batch, heard));
  }

  private book(poller: Poller, batch: PollBatch, heard: Heard): void {
    const isSafe = !this.chance.happens(this.bookingFails);
    const telling = heard.telling as Telling;
    if (isSafe) {
      this.tellings.push({ telling, at: this.time });
      for (const message of telling.messages) {
        if (!isWorthWaking(message)) continue;
        const key = keyOf(this.hexOf(message.accountId), message);
        if (this.marks.has(key)) continue;
        this.marks.add(key);
        this.booked.set(key, (this.booked.get(key) ?? 0) + 1);
      }
    }
    poller.settle(batch, heard.unsettled, isSafe, this.now);
  }

  private later(delayMs: number, run: () => void): void {
    this.errands.push({ at: this.time + delayMs, run });
  }

  private poll(delayMs: number, run: () => void): void {
    POLLS.add(run);
    this.later(delayMs, run);
  }

  private newPoller(): Poller {
    const poller = new Poller({
      floorMs: this.limits.floorMs,
      perMember: 4,
      mostKept: this.limits.mostKept,
      dice: this.chance.dice,
      keyFor: (account) => delegateKeyFor(MASTER_KEY, account),
      stats: this.stats,
      startMs: this.now.steady,
    });
    poller.share({ owns: () => true }, this.now);
    return poller;
  }

  private newNode(swarm: string): ServiceNode {
    const ed25519 = this.chance.bytes(32).toString('hex');
    const x25519 = this.chance.bytes(32).toString('hex');
    return {
      ed25519,
      x25519,
      ip: `10.0.${this.members.length >> 8}.${this.members.length & 255}`,
      port: 1,
      omqPort: 1,
      swarm,
    };
  }
}

/** What a sweep tells of an account. */
export function listingOf({ accountId, account, namespaces, expiresAt, delegation }: WatchOrder): WatchListing {
  return { id: Number(accountId), account: account.bytes, namespaces, expiresAt, delegation };
}

/** Which errands are polls under way: these end with the process. */
const POLLS = new WeakSet<() => void>();

function pairsOf({ asks, member }: PollBatch): string[] {
  return asks.map(({ account, namespace }) => `${account.accountId}/${namespace} at ${member.ed25519}`);
}

function keyOf(account: string, { namespace, hash }: { readonly namespace: number; readonly hash: string }): string {
  return `${account}/${namespace}/${hash}`;
}
