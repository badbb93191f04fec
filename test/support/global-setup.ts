/** Before the first test: learns whether there is a Redis, and opens the counter at which tests ask for their stores. */
import { RedisUnavailable, redisProgram } from '../../local/redis-program';
import { serverAccount } from '../../local/server-account';
import { type Broker, startBroker } from './store-broker';

declare global {
  var storeBroker: Broker | undefined;
}

// Jest calls the default export of this file.
// biome-ignore lint/style/noDefaultExport: demanded by Jest
export default async function setUp(): Promise<void> {
  try {
    await redisProgram(await serverAccount());
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    process.env.TEST_REDIS_MISSING = error.command;
    console.warn(error.message);
  }
  globalThis.storeBroker = await startBroker();
  process.env.TEST_STORES = globalThis.storeBroker.url;
}
