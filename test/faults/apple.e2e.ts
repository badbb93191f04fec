/** Apple on its bad days: storms, cut connections, stalls, throttling, expired keys, dead tokens. Others go on meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AppleReply } from '../fakes/apple/apple-rules';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { rounds, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { Scene } from './scene';
import { Traffic } from './traffic';

describe('Apple', () => {
  let scene: Scene;
  let apples: Entry[];
  let androids: Entry[];
  let traffic: Traffic;

  beforeAll(async () => {
    scene = await Scene.open({ stores: { databaseUrl: await freshDatabase() } });
    apples = [await scene.subscribed(), await scene.subscribed(), await scene.subscribed()];
    androids = [await scene.subscribed({ service: 'firebase' })];
  });

  beforeEach(() => {
    traffic = new Traffic(scene).writeTo(...apples, ...androids);
  });

  afterEach(() => traffic.stop());
  afterAll(() => scene?.close());

  function order(reply: AppleReply | undefined, entries = apples): void {
    for (const { phone } of entries) scene.world.apple.orders.answerToken(phone.token, reply);
    scene.chronicle.note(reply === undefined ? 'Apple is well' : `Apple answers ${reply.status}`);
  }

  /** Those who are well are woken for a message that is stored now, while Apple still is as it is. */
  async function othersGoOn(others: readonly Entry[]): Promise<void> {
    for (const entry of others) await scene.store(entry);
    await scene.woken(others);
  }

  const isPutOff = async ({ phone }: Entry) => ((await scene.claims.device(phone))?.attempts ?? 0) > 0;

  /** `isRepeated`: a connection was cut, so Apple may have accepted what we never heard of. */
  async function prove({ isRepeated = false } = {}): Promise<void> {
    await traffic.stop();
    await scene.prove({ exact: ['apns', 'firebase'], isRepeated });
  }

  it.each([
    ['without a word of when to come back', { status: 503, reason: 'ServiceUnavailable' }],
    ['asking for patience in a form nobody expects', { status: 500, rawBody: '<html>', retryAfter: '2' }],
  ])('is busy for a while, %s', async (_how, reply) => {
    order(reply);
    await until(async () => (await Promise.all(apples.map(isPutOff))).every(Boolean));
    await othersGoOn(androids);
    order(undefined);
    await prove();
  });

  it(
    'says goodbye on its connections, and cuts them without a word',
    async () => {
      for (let time = 0; time < rounds(6); time += 1) {
        await pause(250);
        if (time % 2 === 0) scene.world.apple.goAway();
        else scene.world.apple.killConnections();
        scene.chronicle.note('Apple cut its connections');
      }
      await prove({ isRepeated: true });
    },
    timeoutMs(240_000),
  );

  it('takes wake-ups and says nothing, then hangs up', async () => {
    scene.world.apple.orders.stall();
    scene.chronicle.note('Apple stalls');
    await othersGoOn(androids);
    scene.world.apple.killConnections();
    scene.world.apple.orders.release();
    scene.chronicle.note('Apple hung up');
    await prove({ isRepeated: true });
  });

  it('throttles one device, and the others go on', async () => {
    const [slow, ...others] = apples as [Entry, ...Entry[]];
    order({ status: 429, reason: 'TooManyRequests', retryAfter: '2' }, [slow]);
    await until(() => isPutOff(slow));
    await othersGoOn([...others, ...androids]);
    order(undefined);
    await prove();
  });

  it('calls our provider token expired: a new one is signed, and every wake-up under way goes again', async () => {
    scene.world.apple.expireProviderTokens();
    scene.chronicle.note('Apple calls our token expired');
    for (const entry of apples) await scene.store(entry);
    await prove();
  });

  it('complains of a token that was renewed since: nobody is forgotten', async () => {
    const [entry] = apples as [Entry];
    order({ status: 410, reason: 'Unregistered', timestamp: Date.now() - 3_600_000 }, [entry]);
    await scene.store(entry);
    await until(() => isPutOff(entry));
    order(undefined);
    await prove();
  });

  it('calls tokens dead: they are forgotten, and nobody asks for an account that nobody needs', async () => {
    const alone = await scene.subscribed();
    const shared = await scene.subscribed();
    const second = await scene.subscribed({ accountOf: shared, service: 'firebase' });
    for (const entry of [alone, shared]) await scene.store(entry);
    await scene.woken();
    order({ status: 410, reason: 'Unregistered', timestamp: Date.now() }, [alone]);
    order({ status: 400, reason: 'BadDeviceToken' }, [shared]);
    for (const entry of [alone, shared]) {
      await scene.store(entry);
      await until(async () => (await scene.claims.device(entry.phone)) === undefined);
      Object.assign(entry, { endedAt: Date.now(), gone: 1 });
    }
    await until(async () => !(await scene.isPolled(alone)));
    await until(() => scene.isPolled(second));
    await scene.store(second);
    await prove();
  });
});
