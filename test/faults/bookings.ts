/** A witness of what was booked, message by message: a wake-up says only that something was. */
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { markOf } from '../../src/swarm-watcher/storage/recent-messages.repository';
import type { Claims } from './claims';
import { type Entry, type Message, mustWake } from './ledger';

const NAMESPACE = 0;

export interface Unbooked {
  readonly entry: Entry;
  readonly message: Message;
}

export class Bookings {
  readonly #keys: DataKeys;
  readonly #accounts = new Map<Entry, string>();

  /** `dataKeys`: the text of DATA_KEYS_FILE. */
  constructor(
    private readonly claims: Claims,
    dataKeys: string,
  ) {
    this.#keys = DataKeys.parse(dataKeys);
  }

  /** Messages of these phones that somebody is to be woken for and that no watcher has booked yet. */
  async missing(entries: readonly Entry[]): Promise<Unbooked[]> {
    const owed: (Unbooked & { readonly mark: Buffer })[] = [];
    for (const entry of entries) {
      const { accountId, deviceId } = await this.#idsOf(entry);
      for (const message of entry.messages.filter((each) => mustWake(entry, each))) {
        const pair = { accountId, deviceId, namespace: NAMESPACE, hash: message.hash };
        owed.push({ entry, message, mark: markOf(this.#keys, pair) });
      }
    }
    const rows = await this.claims.query<{ mark: Buffer }>(
      'SELECT mark FROM recent_messages WHERE mark = ANY($1::bytea[])',
      [owed.map(({ mark }) => mark)],
    );
    const booked = new Set(rows.map(({ mark }) => mark.toString('hex')));
    return owed.filter(({ mark }) => !booked.has(mark.toString('hex')));
  }

  async #idsOf(entry: Entry): Promise<{ readonly accountId: string; readonly deviceId: string }> {
    entry.deviceId ??= (await this.claims.device(entry.phone))?.id;
    const { deviceId } = entry;
    if (deviceId === undefined) throw new Error('it has no device yet');
    const known = this.#accounts.get(entry);
    if (known !== undefined) return { accountId: known, deviceId };
    const rows = await this.claims.query<{ account_id: string }>(
      'SELECT account_id FROM subscriptions WHERE device_id = $1',
      [deviceId],
    );
    const [{ account_id: accountId } = { account_id: '' }] = rows;
    this.#accounts.set(entry, accountId);
    return { accountId, deviceId };
  }
}
