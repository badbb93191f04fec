/** What push tells whoever keeps the subscriptions: a token is dead. */

export abstract class TokenFeedback {
  /**
   * The vendor says that the device's token is dead. It is forgotten, with all its subscriptions and what it was still
   * owed, unless a phone renewed it at or after `since`. Answers whether it was forgotten.
   */
  abstract gone(deviceId: string, since: Date): Promise<boolean>;
}
