/** How many subscriptions there are, of all accounts together. */

export interface SubscriptionCount {
  /** Wire name. */
  readonly service: string;
  /** By a delegation through onions, or by what the phone signed over monitor connections. */
  readonly way: 'onion' | 'monitor';
  readonly count: number;
}

export interface SubscriptionCounts {
  /** When they were counted, ms since 1970. */
  readonly at: number;
  readonly counts: readonly SubscriptionCount[];
}
