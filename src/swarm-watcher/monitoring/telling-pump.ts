/** Hands what waits to whoever books it: a bounded number at once, again after a failure, nothing ever dropped. */
import type { Sink, SwarmMessage } from '../message-source';
import type { Waiting, WaitingMessages } from './waiting-messages';

/** Messages handed over at once, and how many may be under way together. */
const AT_ONCE = 500;
const UNDER_WAY = 3_000;
/** Crowds never take the place of messages that came one by one. */
const CROWDS = 250;

export interface PumpEvents {
  booked(waiting: readonly Waiting[]): void;
  /** What could not be booked waits again; `pump` is to be called after a while. */
  failed(error: unknown): void;
}

export class TellingPump {
  private readonly tellings = new Set<Promise<void>>();
  private underWay = 0;

  constructor(
    private readonly waiting: WaitingMessages,
    private readonly sink: Sink,
    private readonly events: PumpEvents,
  ) {}

  /** Hands over what there is room for. */
  pump(): void {
    while (this.waiting.size > 0 && this.underWay < UNDER_WAY) {
      for (const [member, told] of byMember(this.waiting.take(AT_ONCE, CROWDS))) this.hand(member, told);
    }
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.tellings.size > 0) await Promise.all(this.tellings);
  }

  private hand(member: string, told: readonly Waiting[]): void {
    this.underWay += told.length;
    const telling = this.tell(member, told).finally(() => {
      this.underWay -= told.length;
      this.tellings.delete(telling);
    });
    this.tellings.add(telling);
  }

  private async tell(member: string, told: readonly Waiting[]): Promise<void> {
    try {
      const messages: readonly SwarmMessage[] = told.map(({ message }) => message);
      await this.sink({ member, messages });
      this.events.booked(told);
    } catch (error) {
      this.waiting.putBack(told);
      this.events.failed(error);
    }
  }
}

function byMember(waiting: readonly Waiting[]): Map<string, Waiting[]> {
  const groups = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const group = groups.get(one.member);
    if (group === undefined) groups.set(one.member, [one]);
    else group.push(one);
  }
  return groups;
}
