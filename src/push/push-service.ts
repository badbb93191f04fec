/** The contract between the relay and one vendor's push service; a vendor's "no" is an answer, never a throw. */

/** Where one device is reached: the service's wire name and the token as the vendor knows it. */
export interface PushAddress {
  /** Wire name as phones send it: `apns`, `apns-sandbox`, `firebase`. */
  readonly service: string;
  readonly token: string;
}

/** A vendor's answer to one wake-up, named by what has to happen next. */
export type Delivery =
  /** The vendor took it. */
  | { readonly kind: 'accepted' }
  /** Try again; `afterMs` when the vendor said how long to wait. */
  | { readonly kind: 'later'; readonly afterMs?: number; readonly reason: string }
  /** The token is dead; `since` when the vendor knows since when (Apple's 410). */
  | { readonly kind: 'gone'; readonly since?: Date }
  /** Our own fault (credentials, topic, request): no retry, raise the alarm. */
  | { readonly kind: 'refused'; readonly reason: string };

/** An open link to a vendor. Lives in the pusher role only. */
export interface Courier {
  /** Sends the constant wake-up to one address. Never throws for anything the vendor or the network does. */
  deliver(address: PushAddress, signal: AbortSignal): Promise<Delivery>;
  close(): Promise<void>;
}

/** One vendor: what phones may hand us for it, and how to open the link to it. */
export interface PushService<Settings = unknown> {
  /** Wire names served, first one canonical. */
  readonly names: readonly string[];
  /** Reads a phone's `service_info`; throws BadServiceInfo. Needs no secrets. */
  readAddress(service: string, serviceInfo: unknown): PushAddress;
  /** Opens the link. */
  courier(settings: Settings): Courier;
}

/** A `service_info` that this service cannot use; the message says what it must look like and never repeats it. */
export class BadServiceInfo extends Error {
  override readonly name = 'BadServiceInfo';
}
