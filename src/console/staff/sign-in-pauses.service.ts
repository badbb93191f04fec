/** Whether a try to sign in may be looked at: by the name it is for, and by the address it comes from. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { isKnownBrowser, knownBrowser } from './known-browser';
import { FOR_A_NAME, FOR_AN_ADDRESS } from './pauses';
import { type Caller, TooManyTries } from './sign-in';
import { type Counted, TriesCounter } from './tries.service';

@Injectable()
export class SignInPauses {
  constructor(
    private readonly tries: TriesCounter,
    private readonly keys: DataKeys,
  ) {}

  /**
   * Behind a proxy all may have one address: whoever has been let in on this browser before does not wait for the
   * others. Throws TooManyTries.
   */
  async demandPatience(caller: Caller): Promise<void> {
    if (isKnownBrowser(this.keys, caller.knownBrowser ?? '')) return;
    const wait = await this.tries.wait(this.ofAddress(caller));
    if (wait > 0) throw new TooManyTries(wait);
  }

  /** Counts a try for this name as failed; false when it must not be looked at. */
  begin(name: string, caller: Caller): Promise<boolean> {
    return this.tries.begin(this.ofName(name, caller));
  }

  /** It was right: the name's failures are forgotten, on this browser or on all that are strange to it. */
  forget(name: string, caller: Caller): Promise<void> {
    return this.tries.forget(this.ofName(name, caller));
  }

  /** It was wrong, whoever was meant. */
  async countAddress(caller: Caller): Promise<void> {
    await this.tries.begin(this.ofAddress(caller));
  }

  /** On a browser this name has signed in on, or on all others together. */
  private ofName(name: string, { knownBrowser: mark = '' }: Caller): Counted {
    const browser = knownBrowser(this.keys, mark, name);
    return browser === undefined
      ? this.tries.counted('stranger', FOR_A_NAME, name)
      : this.tries.counted('known browser', FOR_A_NAME, name, browser);
  }

  private ofAddress({ address }: Caller): Counted {
    return this.tries.counted('address', FOR_AN_ADDRESS, address);
  }
}
