/** A network for machines that are busy with much else: its nodes wait for each other as long as real ones do. */
import type { DevnetOptions } from '../fakes/devnet/devnet';

/** A node that gives up early makes a phone ask twice, and its subscription then is no longer new. */
export const CALM: DevnetOptions = { relayTimeoutMs: 30_000 };
