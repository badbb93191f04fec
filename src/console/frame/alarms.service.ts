/** What stands above every page until it is dealt with; whoever watches over something raises and clears its own. */
import { Injectable } from '@nestjs/common';

@Injectable()
export class Alarms {
  private readonly raised = new Map<string, string>();

  /** `sentence` says what is wrong and what to do. */
  raise(about: string, sentence: string): void {
    this.raised.set(about, sentence);
  }

  clear(about: string): void {
    this.raised.delete(about);
  }

  get sentences(): string[] {
    return [...this.raised.values()];
  }
}
