/** The switches that make one node slow, broken or dishonest; all may be changed while it runs. */

/** Fields of a message as it stands in an answer; a liar may put anything there. */
export interface AnsweredMessage {
  hash: unknown;
  timestamp: unknown;
  expiration: unknown;
  data: unknown;
}

export interface NodeFaults {
  /** Limits `slowMs`, `stalls`, `garbage`, `huge` and `closesMidAnswer` to one part the node plays. */
  only?: 'asRelay' | 'asDestination';
  /** Answers this many ms later. */
  slowMs: number;
  /** Takes requests and never answers. */
  stalls: boolean;
  /** ms by which the node's own clock is ahead; negative: behind. */
  clockSkewMs: number;
  /** ms added to the `t` of answers only: a false clock that still judges time stamps rightly. */
  falseTBy: number;
  /**
   * `wire`: random bytes instead of the HTTP body; `plain`: random bytes, sealed correctly in an onion;
   * `json`: JSON of absurd shapes, sealed correctly; `deep`: JSON nested 100,000 deep, sealed correctly.
   */
  garbage?: 'wire' | 'plain' | 'json' | 'deep';
  /** `wire`: 10 MiB of HTTP body; `plain`: a valid, correctly sealed answer that is 10 MiB long on the wire. */
  huge?: 'wire' | 'plain';
  /** Sends half of the body it announced, then closes. */
  closesMidAnswer: boolean;
  /** Answers every retrieve with this status. */
  always?: 401 | 421 | 406;
  /** Account (66 hex digits) whose messages it passes off as the answer to every retrieve. */
  replays?: string;
  /** Adds an unheard-of message to every retrieve, each time another: with a fitting hash, or with unfit ones. */
  inventsHashes?: 'valid' | 'invalid';
  /** Says there is nothing. */
  omitsMessages: boolean;
  /** Claims that each message lives 20 s from when it was stored. */
  claimsShortLived: boolean;
  /** ms added to the times of messages. */
  falseTimestampBy: number;
  falseExpirationBy: number;
  /** Any other lie: what it says instead of the true messages. */
  rewrites?: (messages: AnsweredMessage[]) => unknown;
  /** The list of nodes it gives instead of the true one (entries of `service_node_states`). */
  falseNodeList?: unknown;
  /** As a relay: answers 502 and blames this node (64 hex digits), or the next one in truth (`next`). */
  blames?: string;
  /** Answers 503: not ready. */
  notReady: boolean;
  /** Never gets what is stored through other members, nor their revocations. */
  missesStores: boolean;
}

export function honest(): NodeFaults {
  return {
    slowMs: 0,
    stalls: false,
    clockSkewMs: 0,
    falseTBy: 0,
    closesMidAnswer: false,
    omitsMessages: false,
    claimsShortLived: false,
    falseTimestampBy: 0,
    falseExpirationBy: 0,
    notReady: false,
    missesStores: false,
  };
}
