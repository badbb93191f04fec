/** Hashes and checks passwords (argon2id), a few at a time, with the same work whether there is a password or not. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';

/** RFC 9106, section 4, the second choice: 64 MiB, three passes, four lanes. The library's own choice is argon2id. */
const COST = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 4 } as const satisfies Options;
/** Each takes 64 MiB and a core for a moment: a flood must not take them all. */
const AT_ONCE = 2;
const MAY_WAIT = 30;

/** More people, or programs, want to sign in than can be checked; the same may be tried again in a moment. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy';
}

@Injectable()
export class Passwords {
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private nobodys: Promise<string> | undefined;

  /** In the form of the PHC, parameters and salt included. Throws TooBusy. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normal(password), COST));
  }

  /** For `undefined` the answer is false, after the same work. Throws TooBusy. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    this.nobodys ??= hash(randomBytes(32), COST);
    const against = stored ?? (await this.nobodys);
    const isRight = await this.inTurn(() => verify(against, normal(password)));
    return isRight && stored !== undefined;
  }

  /** Whether it was hashed with less, or more, than is asked today. */
  isOutdated(stored: string): boolean {
    const found = parseOptions(stored);
    return (Object.keys(COST) as (keyof typeof COST)[]).some((name) => found[name] !== COST[name]);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= MAY_WAIT) throw new TooBusy('too many passwords wait to be checked');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place; nobody can come between.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}

/** The same letters give the same bytes on every keyboard and system. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
