/** Stored messages against accepted wake-ups: which messages were woken for, and the history of each that was not. */

import type { Phone } from '../fakes/phone/phone';
import type { AcceptedPush } from '../support/world';
import type { Chronicle } from './chronicle';

export interface Message {
  readonly number: number;
  readonly hash: string;
  /** ms since 1970: before it was handed to the swarm, and after the swarm had it. */
  readonly from: number;
  readonly to: number;
  readonly ttlMs: number;
  /** Ed25519 names of the members that kept it. */
  readonly keptBy: readonly string[];
}

/** A phone, and all that was ever stored for its account. */
export interface Entry {
  readonly number: number;
  readonly phone: Phone;
  /** Id of its account's swarm when the phone was made. */
  readonly swarm: string;
  readonly messages: Message[];
  /** When the relay had accepted its subscription; messages stored before are none of the ledger's. */
  subscribedAt?: number;
  /** When its subscription was seen to be gone; messages stored later are none of the ledger's. */
  endedAt?: number;
  /** Messages that were booked but for which nobody could be woken: the token was dead. */
  gone: number;
  deviceId?: string;
}

/** What vendors and the database witnessed. */
export interface Evidence {
  wakeUps(phone: Phone): readonly AcceptedPush[];
  /** When rights to wake were taken, by device, ms since 1970, oldest first. */
  readonly claims: ReadonlyMap<string, readonly number[]>;
}

interface Push {
  readonly begun: number;
  readonly accepted: number;
}

/** Messages that live no longer wake nobody. */
const SHORT_LIFE_MS = 30_000;

export class Ledger {
  readonly entries: Entry[] = [];
  #messages = 0;

  add(phone: Phone, swarm: string): Entry {
    const entry: Entry = { number: this.entries.length + 1, phone, swarm, messages: [], gone: 0 };
    this.entries.push(entry);
    return entry;
  }

  /** Enters a message of an account for every phone that has it. */
  stored(account: string, message: Omit<Message, 'number'>): Message {
    this.#messages += 1;
    const numbered = { number: this.#messages, ...message };
    for (const { phone, messages } of this.entries) if (phone.account.hex === account) messages.push(numbered);
    return numbered;
  }

  /** (message, device) pairs of a service that are to be booked once each, and how many of them cannot be woken for. */
  owed(service: string): { readonly booked: number; readonly gone: number } {
    const sums = { booked: 0, gone: 0 };
    for (const entry of this.entries.filter(({ phone }) => phone.service === service)) {
      sums.booked += entry.messages.filter((message) => mustWake(entry, message)).length;
      sums.gone += entry.gone;
    }
    return sums;
  }

  /** Messages without an accepted wake-up that was begun after they were stored. */
  lost(evidence: Evidence): { readonly entry: Entry; readonly message: Message }[] {
    const living = this.entries.filter(({ endedAt }) => endedAt === undefined);
    return living.flatMap((entry) => {
      const lastBegun = Math.max(Number.NEGATIVE_INFINITY, ...pushesOf(entry, evidence).map((push) => push.begun));
      return entry.messages
        .filter((message) => mustWake(entry, message) && lastBegun < message.from)
        .map((message) => ({ entry, message }));
    });
  }

  /** Wake-ups that nobody was given the right to send, and rights taken twice in one window. */
  surplus(evidence: Evidence, windowMs: number): string[] {
    return this.entries.flatMap((entry) => {
      const claims = evidence.claims.get(entry.deviceId ?? '') ?? [];
      const accepted = evidence.wakeUps(entry.phone).length;
      const close = claims.filter((at, index) => index > 0 && at - (claims[index - 1] as number) < windowMs);
      return [
        ...(accepted > claims.length ? [`${nameOf(entry)}: ${accepted} wake-ups, begun ${claims.length} times`] : []),
        ...(close.length > 0
          ? [`${nameOf(entry)}: begun ${close.length} times within a window of the one before`]
          : []),
      ];
    });
  }

  /** All that is known of a phone, and of one of its messages. */
  history(entry: Entry, evidence: Evidence, chronicle: Chronicle, message?: Message): string {
    const time = (at: number) => chronicle.time(at);
    const pushes = pushesOf(entry, evidence).slice(-12);
    const lines = [`${nameOf(entry)}, swarm ${entry.swarm}, ${entry.messages.length} messages stored`];
    if (message !== undefined) {
      const keepers = message.keptBy.map((name) => name.slice(0, 8)).join(', ');
      lines.push(`message ${message.number}: stored between ${time(message.from)} and ${time(message.to)}`);
      lines.push(`  lives ${message.ttlMs / 1_000} s, kept by ${keepers}`);
    }
    lines.push(`subscribed at ${entry.subscribedAt === undefined ? 'no time' : time(entry.subscribedAt)}`);
    lines.push('last wake-ups accepted (begun → accepted):');
    for (const { begun, accepted } of pushes) lines.push(`  ${time(begun)} → ${time(accepted)}`);
    const claims = (evidence.claims.get(entry.deviceId ?? '') ?? []).slice(-12);
    lines.push(`last rights to wake taken: ${claims.map(time).join(', ') || 'none'}`);
    return lines.join('\n');
  }
}

export function nameOf({ number, phone }: Entry): string {
  return `phone ${number} (${phone.service})`;
}

/** Whether somebody is to be woken for it. */
export function mustWake(
  { subscribedAt, endedAt = Number.POSITIVE_INFINITY }: Entry,
  { from, ttlMs }: Message,
): boolean {
  return ttlMs > SHORT_LIFE_MS && subscribedAt !== undefined && from >= subscribedAt && from < endedAt;
}

/** Each accepted wake-up with the instant at which the right to send it was taken. */
function pushesOf(entry: Entry, { wakeUps, claims }: Evidence): Push[] {
  const begins = claims.get(entry.deviceId ?? '') ?? [];
  return wakeUps(entry.phone).map(({ at }) => ({
    begun: begins.findLast((begun) => begun <= at) ?? Number.NEGATIVE_INFINITY,
    accepted: at,
  }));
}
