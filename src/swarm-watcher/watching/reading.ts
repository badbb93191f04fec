/** What one answer to a batch means for each account in it. */
import type { StoredMessage, SubAnswer } from '../../protocol/storage-requests';
import type { SwarmMessage } from '../message-source';
import type { WatcherCount } from '../watcher-stats';
import { type Anchor, anchorAfter, LONG_LIFE_MS } from './anchor';
import { anchorOf, type MemberName, NO_CURSORS } from './cursors';
import type { Moment } from './moment';
import type { Ask } from './poll-batch';
import type { Lane } from './poll-schedule';
import type { WatchedAccount } from './watched-account';

/** How an account's answers end; the worst of its namespaces counts. */
export type Verdict = 'read' | 'unauthorised' | 'misplaced' | 'wrong-clock' | 'failed';

/** A place to which the account may move once its messages are safe. */
export interface Move {
  readonly namespace: number;
  readonly anchor: Anchor;
}

/** What a member said of one account. */
export interface AccountReading {
  readonly account: WatchedAccount;
  readonly moves: Move[];
  /** Messages that may wake somebody. */
  readonly told: SwarmMessage[];
  verdict: Verdict;
  /** Messages, or their absence, were told for one namespace at least. */
  isRead: boolean;
  /** The member holds more than fits into one answer. */
  more: boolean;
  /** When the newest message was stored, by the network's clock and no later than now; 0 without any. */
  newestAt: number;
  /** Messages that only cost the time to read them. */
  skipped: number;
}

export interface Reader {
  readonly member: MemberName;
  readonly lane: Lane;
  readonly now: Moment;
  count(name: WatcherCount, count?: number): void;
}

/** By so much a message may be older than its storing and still count as new. */
const LONGEST_DELAY_MS = 60 * 60_000;

const FAILURES: ReadonlyMap<number, { verdict: Verdict; count: WatcherCount }> = new Map([
  [401, { verdict: 'unauthorised', count: 'answers_unauthorised' }],
  [406, { verdict: 'wrong-clock', count: 'answers_wrong_clock' }],
  [421, { verdict: 'misplaced', count: 'answers_misplaced' }],
]);

/** One reading per account, in the order of the asks; `answers` has as many elements as `asks`. */
export function readAnswers(asks: readonly Ask[], answers: readonly SubAnswer[], reader: Reader): AccountReading[] {
  const readings: AccountReading[] = [];
  for (let index = 0; index < asks.length; index += 1) {
    const ask = asks[index] as Ask;
    let reading = readings.at(-1);
    if (reading?.account !== ask.account) {
      reading = newReading(ask.account);
      readings.push(reading);
    }
    readInto(reading, ask, answers[index] as SubAnswer, reader);
  }
  return readings;
}

function newReading(account: WatchedAccount): AccountReading {
  return { account, moves: [], told: [], verdict: 'read', isRead: false, more: false, newestAt: 0, skipped: 0 };
}

function readInto(reading: AccountReading, ask: Ask, answer: SubAnswer, reader: Reader): void {
  if (answer.kind === 'messages') {
    reading.isRead = true;
    if (answer.dropped > 0) reader.count('messages_malformed', answer.dropped);
    if (answer.messages.length > 0) readMessages(reading, ask, answer, reader);
    return;
  }
  const code = answer.kind === 'failed' ? FAILURES.get(answer.code) : undefined;
  reader.count(code?.count ?? (answer.kind === 'failed' ? 'answers_other_code' : 'answers_malformed'));
  reading.verdict = code?.verdict ?? 'failed';
}

function readMessages(
  reading: AccountReading,
  { account, namespace }: Ask,
  { messages, more }: { readonly messages: readonly StoredMessage[]; readonly more: boolean },
  { member, lane, now, count }: Reader,
): void {
  const since = account.sinceOf(namespace);
  const offset = now.network - now.wall;
  const old = anchorOf(account.cursors ?? NO_CURSORS, namespace, member);
  const lastReadAt = old === undefined || old.expiresAt > now.network ? account.readAt(lane, member) : undefined;
  let early = 0;
  for (const { hash, storedAt, expiresAt } of messages) {
    reading.newestAt = Math.max(reading.newestAt, Math.min(storedAt, now.network));
    const isLate = expiresAt - now.network >= LONG_LIFE_MS && isLateBy(storedAt - offset, lastReadAt);
    const storedAfter = isLate ? lastReadAt : undefined;
    if (Math.max(storedAt - offset, storedAfter ?? 0) < since) early += 1;
    else reading.told.push({ accountId: account.accountId, namespace, hash, storedAt, expiresAt, storedAfter });
  }
  if (early > 0) count('messages_early', early);
  reading.skipped += early;
  reading.more ||= more;
  const anchor = anchorAfter(old, messages, more, now.network);
  if (anchor !== undefined && anchor.hash !== old?.hash) reading.moves.push({ namespace, anchor });
}

/**
 * Whether the member stored the message after it was read to its end at `lastReadAt`, though the message calls itself
 * older: its sender had no network, or a clock that is behind. One that lives long would have been told then, for it
 * stands before the anchor; one far older comes of a place that was lost, from where the member begins again.
 */
function isLateBy(storedAt: number, lastReadAt: number | undefined): boolean {
  return lastReadAt !== undefined && storedAt < lastReadAt && lastReadAt - storedAt <= LONGEST_DELAY_MS;
}
