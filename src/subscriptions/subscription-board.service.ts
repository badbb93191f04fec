/** How many subscriptions there are, by push service and by the way in which their accounts are watched. */
import { Injectable } from '@nestjs/common';
import { CachedReading } from '../platform/cached-reading';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import type { SubscriptionCount, SubscriptionCounts } from './subscription-counts';

const COUNT = `
  SELECT d.service, CASE WHEN a.is_delegated THEN 'onion' ELSE 'monitor' END AS way, count(*)::float8 AS count
    FROM subscriptions s
    JOIN (SELECT id, delegation_sealed IS NOT NULL AND delegation_revoked_at IS NULL AS is_delegated FROM accounts OFFSET 0)
         AS a ON a.id = s.account_id
    JOIN devices d ON d.id = s.device_id
   WHERE s.expires_at > $1 GROUP BY 1, 2 ORDER BY 1, 2`;

/** A million subscriptions take about three seconds: then once a minute is enough. */
const PACE = { keepMs: 10_000, restFactor: 20 };

@Injectable()
export class SubscriptionBoard {
  private readonly reading = new CachedReading(() => this.count(), PACE);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The last count, however old, at once; undefined before the first is done. Counts anew meanwhile when it is old. */
  latest(): SubscriptionCounts | undefined {
    return this.reading.latest();
  }

  /** A count that is not old; may take seconds. Throws DatabaseAway. */
  fresh(): Promise<SubscriptionCounts> {
    return this.reading.fresh();
  }

  private async count(): Promise<SubscriptionCounts> {
    const at = this.clock.now();
    return { at, counts: await this.database.query<SubscriptionCount>(COUNT, [new Date(at)]) };
  }
}
