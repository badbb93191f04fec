/** The contract between the relay and one vendor's push service; a vendor's "no" is an answer, never a throw. */

/** Where one device is reached: the service's wire name and the token as the vendor knows it. */
export interface PushAddress {
  /** Wire name as phones send it: `apns`, `apns-sandbox`, `firebase`. */
  readonly service: string;
  readonly token: string;
}

/**
 * A vendor's answer to one wake-up, named by what has to happen next.
 * A `reason` is made of our own words, vendors' error names and system error codes: it never holds a token,
 * a key, an address or free text from the wire, so it may be logged and counted.
 */
export type Delivery =
  /** The vendor took it. */
  | { readonly kind: 'accepted' }
  /** Try again; `afterMs` when the vendor said how long to wait. */
  | { readonly kind: 'later'; readonly afterMs?: number; readonly reason: string }
  /** The token is dead; `since` when the vendor knows since when (Apple's 410). */
  | { readonly kind: 'gone'; readonly since?: Date }
  /** Our own fault (credentials, topic, request): no retry, raise the alarm. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What a courier proves itself with or trusts, and since and until when that is good. Holds no secret. */
export interface Credential {
  readonly name: 'provider token' | 'access token' | 'certificates trusted';
  readonly since?: Date;
  readonly until?: Date;
  /** Whether the courier brings a new one by itself. */
  readonly renewsItself: boolean;
}

/** An open link to a vendor. Lives in the pusher role only. */
export interface Courier {
  /**
   * Sends the constant wake-up to one address, once: whether to try again is the caller's decision.
   * Never throws for anything the vendor or the network does. Always answers: a vendor that says nothing for some
   * seconds, an aborted `signal` and a courier that is closing are all `later`.
   */
  deliver(address: PushAddress, signal: AbortSignal): Promise<Delivery>;
  /** What is in use at the moment. */
  credentials(): readonly Credential[];
  /** Lets what is under way end, for a few seconds at most, then closes every socket. */
  close(): Promise<void>;
}

/** One vendor: what phones may hand us for it, and how to open the link to it. */
export interface PushService<Settings = unknown> {
  /** Wire names served, first one canonical. */
  readonly names: readonly string[];
  /** Reads a phone's `service_info`; throws BadServiceInfo. Needs no secrets. */
  readAddress(service: string, serviceInfo: unknown): PushAddress;
  /** Opens the link; throws BadPushSettings. Connects when the first wake-up is sent, not before. */
  courier(settings: Settings): Courier;
}

/** A `service_info` that this service cannot use; the message says what it must look like and never repeats it. */
export class BadServiceInfo extends Error {
  override readonly name = 'BadServiceInfo';
}

/** Settings a courier cannot be opened with; every fault is told at once, none repeats a value. */
export class BadPushSettings extends Error {
  override readonly name = 'BadPushSettings';
  constructor(service: string, faults: readonly string[]) {
    super(`The settings of ${service} cannot be used: ${faults.join('; ')}`);
  }
}

/**
 * What every wake-up carries where the apps expect an encrypted message. Nobody can decrypt it, so both apps fall
 * back to "You've got a new message"; as it is a constant, it tells the vendor nothing.
 */
export const UNREADABLE_PAYLOAD = Buffer.alloc(296).toString('base64');

/** How long a vendor keeps a wake-up for a phone that is away, in seconds: three days for everybody. */
export const WAKE_UP_LIFETIME_S = 3 * 24 * 60 * 60;
