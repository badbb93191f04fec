/** What the operator says of itself for the public pages. */

export interface PublicFacts {
  /** Where readers reach the pages, without a slash at the end; empty where it is not set: links are then relative. */
  readonly base: string;
  readonly publisher: string;
  /** Where authorities serve their orders, in lines. */
  readonly contact?: string;
  /** The text of a minisign public key. */
  readonly publicKey?: string;
  /** Whether what is published is invented; every page says so then. */
  readonly isDemo?: boolean;
}

export const PUBLIC_FACTS = Symbol('what the operator says of itself');
