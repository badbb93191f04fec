/** What a test told a fake vendor to answer: to the next requests, to one token, slowly, or not at all for now. */

export class Orders<Reply> {
  private readonly next: Reply[] = [];
  private readonly byToken = new Map<string, Reply>();
  private delayMs = 0;
  private held?: { readonly promise: Promise<void>; readonly release: () => void };
  private waiting = 0;
  /** The most requests that were ever without an answer at once, because of `stall` or `slow`. */
  mostWaiting = 0;

  /** The next `times` requests get this reply, whatever they ask for. */
  answerNext(reply: Reply, times = 1): void {
    for (let left = times; left > 0; left -= 1) this.next.push(reply);
  }

  /** Every request for this token gets the reply; `undefined` lifts the order. */
  answerToken(token: string, reply: Reply | undefined): void {
    if (reply === undefined) this.byToken.delete(token);
    else this.byToken.set(token, reply);
  }

  /** Takes requests but leaves them without an answer until `release`. */
  stall(): void {
    if (this.held !== undefined) return;
    let release = () => {};
    const promise = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.held = { promise, release };
  }

  release(): void {
    this.held?.release();
    this.held = undefined;
  }

  /** Every answer takes that long from now on. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** Nothing when an answer may go at once, so that a fast fake stays fast. */
  pause(): Promise<void> | undefined {
    if (this.held === undefined && this.delayMs === 0) return undefined;
    return this.waited();
  }

  /** The ordered reply for a request, if any. */
  reply(token: string | undefined): Reply | undefined {
    return this.next.shift() ?? (token === undefined ? undefined : this.byToken.get(token));
  }

  private async waited(): Promise<void> {
    this.waiting += 1;
    this.mostWaiting = Math.max(this.mostWaiting, this.waiting);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    await this.held?.promise;
    this.waiting -= 1;
  }
}
