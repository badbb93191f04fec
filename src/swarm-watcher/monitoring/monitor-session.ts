/**
 * What one monitor connection has to do next: connect, ask for pages and newcomers, renew, probe, give up. Events and
 * instants (steady, ms) go in, commands come out.
 */

/** What one request asks for: a page of the swarm, or a few accounts that are new. */
export type Work = { readonly page: number } | { readonly slots: readonly number[] };

export type Ending =
  /** It did not answer in time. */
  | 'silent'
  /** The connection broke, or never came about. */
  | 'broken'
  /** It said three things in a row that are none. */
  | 'malformed'
  /** Nothing is left to ask it for. */
  | 'unneeded';

export type Command =
  | { readonly do: 'connect' }
  | { readonly do: 'submit'; readonly tag: string; readonly work: Work }
  | { readonly do: 'probe'; readonly tag: string }
  | { readonly do: 'close'; readonly ending: Ending };

const MINUTE = 60_000;
/** A node forgets after 65 minutes. */
const RENEW_MS = { least: 45 * MINUTE, spread: 10 * MINUTE };
const GREETING_MS = 10_000;
const ANSWER_MS = 30_000;
const PROBE_MS = { least: 50_000, spread: 20_000 };
/** A request the node refuses as a whole is tried again, but not soon. */
const REFUSED_MS = { least: 5 * MINUTE, spread: 5 * MINUTE };
/** When a request could not be put together. */
const NOT_SENT_MS = { least: 500, spread: 1_000 };
const FIRST_PAUSE_MS = 1_000;
const FIRST_PAUSE_AFTER_NONSENSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * MINUTE;
/** A connection that held so long was a good one. */
const GOOD_MS = 5 * MINUTE;
const MOST_MALFORMED = 3;
const MOST_NEWCOMERS = 1_000;
/** Due time of a page that is being asked for. */
const UNDER_WAY = Number.POSITIVE_INFINITY;

interface Request {
  readonly work: Work;
  /** Unknown until it is sent. */
  deadline: number;
}

export class MonitorSession {
  private phase: 'apart' | 'greeting' | 'up' = 'apart';
  /** When each page is to be asked for (again). */
  private readonly pages = new Map<number, number>();
  private newcomers = new Set<number>();
  private readonly requests = new Map<string, Request>();
  private made = 0;
  private malformedInRow = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private retryAt = Number.NEGATIVE_INFINITY;
  private greetedAt = 0;
  private deadline = 0;
  private probeAt = 0;
  private probe: { readonly tag: string; readonly deadline: number } | undefined;

  /** `dice`: 0 ≤ x < 1. */
  constructor(private readonly dice: () => number) {}

  get isUp(): boolean {
    return this.phase === 'up';
  }

  /** While this holds it counts among the connects that may be made at once. */
  get isGreeting(): boolean {
    return this.phase === 'greeting';
  }

  /** Pages that were asked for and taken, or are about to be. */
  get pageCount(): number {
    return this.pages.size;
  }

  /** Whether the node tells us of everything that we want to be told of. */
  isSettled(now: number): boolean {
    if (this.pages.size === 0) return true;
    const isAsked = this.requests.size === 0 && this.newcomers.size === 0;
    return this.phase === 'up' && isAsked && [...this.pages.values()].every((at) => at > now);
  }

  /** The page is to be asked for as soon as possible. */
  ask(page: number, now: number): void {
    this.pages.set(page, now);
  }

  /** The page is known to the node already in all but a few accounts, or empty: it is to be renewed in time. */
  askLater(page: number, now: number): void {
    if (!this.pages.has(page)) this.pages.set(page, now + this.within(RENEW_MS));
  }

  forget(page: number): void {
    this.pages.delete(page);
  }

  /** This account, on one of the pages, is new. */
  welcome(slot: number): void {
    // One that is not connected asks for every page as soon as it is.
    if (this.phase === 'up') this.newcomers.add(slot);
  }

  /** What is to be done now. `mayConnect`: there is room for one more connect. */
  advance(now: number, mayConnect: boolean): Command[] {
    switch (this.phase) {
      case 'apart':
        if (this.pages.size === 0 || now < this.retryAt || !mayConnect) return [];
        this.phase = 'greeting';
        this.deadline = now + GREETING_MS;
        return [{ do: 'connect' }];
      case 'greeting':
        return now < this.deadline ? [] : this.end('silent', now);
      case 'up':
        return this.goOn(now);
    }
  }

  greeted(now: number): void {
    if (this.phase !== 'greeting') return;
    this.phase = 'up';
    this.greetedAt = now;
    this.malformedInRow = 0;
    this.probeAt = now + this.within(PROBE_MS);
    // Whatever it was told before, it may have forgotten.
    for (const page of this.pages.keys()) this.pages.set(page, now);
  }

  /** A request was put together and has left. */
  sent(tag: string, now: number): void {
    const request = this.requests.get(tag);
    if (request !== undefined) request.deadline = now + ANSWER_MS;
  }

  /** A request could not be put together; `isEmpty`: because there was nothing to ask for. */
  notSent(tag: string, isEmpty: boolean, now: number): void {
    const request = this.requests.get(tag);
    this.requests.delete(tag);
    if (request === undefined) return;
    if (isEmpty) this.settle(request.work, now + this.within(RENEW_MS));
    else this.again(request.work, now + this.within(NOT_SENT_MS));
  }

  /** An answer came: what was asked, or undefined for one that nobody waits for. */
  replied(tag: string, now: number): Work | undefined {
    if (this.isProbe(tag, now)) return undefined;
    const request = this.requests.get(tag);
    this.requests.delete(tag);
    if (request === undefined) return undefined;
    this.settle(request.work, now + this.within(RENEW_MS));
    return request.work;
  }

  /** The node refuses a request as a whole. Answers whether there was such a request. */
  refused(tag: string, now: number): boolean {
    // Who refuses a probe is there.
    if (this.isProbe(tag, now)) return false;
    const request = this.requests.get(tag);
    this.requests.delete(tag);
    if (request === undefined) return false;
    this.again(request.work, now + this.within(REFUSED_MS));
    return true;
  }

  /** The node does not know what a probe is: whoever says so is there. */
  unknownProbe(now: number): void {
    if (this.probe !== undefined) this.isProbe(this.probe.tag, now);
  }

  /** The node does not know a command of ours; it does not say which request it means. */
  unknownCommand(now: number): void {
    this.unknownProbe(now);
    for (const tag of [...this.requests.keys()]) this.refused(tag, now);
  }

  wellFormed(): void {
    this.malformedInRow = 0;
  }

  malformed(now: number): Command[] {
    this.malformedInRow += 1;
    if (this.malformedInRow < MOST_MALFORMED || this.phase === 'apart') return [];
    return this.end('malformed', now);
  }

  broken(now: number): Command[] {
    return this.phase === 'apart' ? [] : this.end('broken', now);
  }

  private goOn(now: number): Command[] {
    if (this.pages.size === 0) return this.end('unneeded', now);
    const isLate = [...this.requests.values()].some((request) => now >= request.deadline);
    if (isLate || (this.probe !== undefined && now >= this.probe.deadline)) return this.end('silent', now);
    const commands: Command[] = [];
    if (this.probe === undefined && now >= this.probeAt) {
      this.probe = { tag: this.newTag(), deadline: now + ANSWER_MS };
      commands.push({ do: 'probe', tag: this.probe.tag });
    }
    const work = this.requests.size === 0 ? this.nextWork(now) : undefined;
    if (work !== undefined) {
      const tag = this.newTag();
      if ('page' in work) this.pages.set(work.page, UNDER_WAY);
      this.requests.set(tag, { work, deadline: Number.POSITIVE_INFINITY });
      commands.push({ do: 'submit', tag, work });
    }
    return commands;
  }

  /** Newcomers wait for nobody; then the page that has been due longest. */
  private nextWork(now: number): Work | undefined {
    if (this.newcomers.size > 0) {
      const slots = [...this.newcomers].slice(0, MOST_NEWCOMERS);
      for (const slot of slots) this.newcomers.delete(slot);
      return { slots };
    }
    let next: number | undefined;
    let dueAt = now + 1;
    for (const [page, at] of this.pages) {
      if (at > now || at >= dueAt) continue;
      next = page;
      dueAt = at;
    }
    return next === undefined ? undefined : { page: next };
  }

  /** A page that was asked for anew while it was under way stays due. */
  private settle(work: Work, nextAt: number): void {
    if ('page' in work && this.pages.get(work.page) === UNDER_WAY) this.pages.set(work.page, nextAt);
  }

  private again(work: Work, at: number): void {
    if ('page' in work) this.settle(work, at);
    else for (const slot of work.slots) this.newcomers.add(slot);
  }

  private isProbe(tag: string, now: number): boolean {
    if (this.probe?.tag !== tag) return false;
    this.probe = undefined;
    this.probeAt = now + this.within(PROBE_MS);
    return true;
  }

  private end(ending: Ending, now: number): Command[] {
    const wasGood = this.phase === 'up' && now - this.greetedAt >= GOOD_MS && ending !== 'malformed';
    this.phase = 'apart';
    this.requests.clear();
    this.newcomers.clear();
    this.probe = undefined;
    if (wasGood || ending === 'unneeded') this.pauseMs = FIRST_PAUSE_MS;
    if (ending === 'malformed') this.pauseMs = Math.max(this.pauseMs, FIRST_PAUSE_AFTER_NONSENSE_MS);
    this.retryAt = ending === 'unneeded' ? now : now + this.pauseMs * (0.75 + 0.5 * this.dice());
    if (ending !== 'unneeded') this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    return [{ do: 'close', ending }];
  }

  private within({ least, spread }: { readonly least: number; readonly spread: number }): number {
    return least + spread * this.dice();
  }

  private newTag(): string {
    this.made += 1;
    return this.made.toString(36);
  }
}
