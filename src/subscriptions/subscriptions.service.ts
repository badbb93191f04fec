/** Adds and removes subscriptions; those that come at the same time share a transaction. */
import { Injectable } from '@nestjs/common';
import { Batcher } from '../platform/batcher';
import { AddSubscriptions, type NewSubscription } from './storage/add-subscriptions.service';
import { type EndedSubscription, RemoveSubscriptions } from './storage/remove-subscriptions.service';
import type { Outcome } from './storage/subscribe-plan';

export type { EndedSubscription, NewSubscription, Outcome };

/** While one transaction is under way the next gathers; one of 500 takes about three times as long as one of 100. */
const GATHERING = { maxItems: 500, maxRuns: 1, maxWaiting: 20_000 };

@Injectable()
export class Subscriptions {
  private readonly additions: Batcher<NewSubscription, Outcome>;
  private readonly removals: Batcher<EndedSubscription, boolean>;

  constructor(add: AddSubscriptions, remove: RemoveSubscriptions) {
    this.additions = new Batcher((items) => add.addAll(items), GATHERING);
    this.removals = new Batcher((items) => remove.removeAll(items), GATHERING);
  }

  /** Throws DatabaseAway, WrongLookupKey and BatcherFull; then nothing is stored. */
  add(subscription: NewSubscription): Promise<Outcome> {
    return this.additions.add(subscription);
  }

  /** Answers whether there was such a subscription. Throws like `add`. */
  remove(subscription: EndedSubscription): Promise<boolean> {
    return this.removals.add(subscription);
  }
}
