/** Stores for what is to be proved once: with the queues in Redis, as in production, where there is one. */
import { type FreshStores, freshDatabase, freshRedis, redisMissing } from '../support/stores';

export async function anyStores(): Promise<FreshStores> {
  const databaseUrl = await freshDatabase();
  return redisMissing === undefined ? { databaseUrl, redisUrl: await freshRedis() } : { databaseUrl };
}
