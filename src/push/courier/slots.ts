/** A bound on how much is under way at once; who comes late waits in line. */

/** Whoever aborted stays in line until it is his turn, and is passed over then. */
interface Waiting {
  seated?: (taken: boolean) => void;
}

/** The front of the line is cut off when it is this long: one by one would cost the whole line each time. */
const CUT_AT = 1024;

export class Slots {
  private line: Waiting[] = [];
  private front = 0;
  private closed = false;

  constructor(private free: number) {}

  /** Resolves true with a slot (give it back), or false when `signal` aborted or the slots were closed meanwhile. */
  take(signal: AbortSignal): Promise<boolean> {
    if (this.closed || signal.aborted) return Promise.resolve(false);
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const leave = () => waiting.seated?.(false);
      const waiting: Waiting = {
        seated: (taken) => {
          waiting.seated = undefined;
          signal.removeEventListener('abort', leave);
          resolve(taken);
        },
      };
      signal.addEventListener('abort', leave);
      this.line.push(waiting);
    });
  }

  give(): void {
    while (this.front < this.line.length) {
      const seated = this.line[this.front]?.seated;
      this.front += 1;
      if (this.front >= CUT_AT) this.cut();
      if (seated !== undefined) {
        seated(true);
        return;
      }
    }
    this.cut();
    this.free += 1;
  }

  /** Sends everybody in line away; slots already taken stay taken. */
  close(): void {
    this.closed = true;
    for (const waiting of this.line) waiting.seated?.(false);
  }

  private cut(): void {
    this.line = this.line.slice(this.front);
    this.front = 0;
  }
}
