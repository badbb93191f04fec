/** The only way to ask what time it is, so that tests can move it. */
import { Injectable } from '@nestjs/common';

@Injectable()
export class Clock {
  /** Milliseconds since 1970, by this machine. */
  now(): number {
    return Date.now();
  }
}
