/** Google on its bad days: no access tokens, quotas, errors, refusals, dead tokens. Others go on meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { oauthError } from '../fakes/google/fake-google';
import { afterAWhile, GOOGLE_ERRORS, type GoogleReply } from '../fakes/google/google-errors';
import { until } from '../support/until';
import { anyStores } from './any-stores';
import { rounds, timeoutMs } from './hunt';
import type { Entry } from './ledger';
import { Scene } from './scene';
import { Traffic } from './traffic';

describe('Google', () => {
  let scene: Scene;
  let androids: Entry[];
  let apples: Entry[];
  let traffic: Traffic;

  beforeAll(async () => {
    scene = await Scene.open({ stores: await anyStores() });
    const service = 'firebase';
    androids = [await scene.subscribed({ service }), await scene.subscribed({ service })];
    androids.push(await scene.subscribed({ service }));
    apples = [await scene.subscribed()];
  });

  beforeEach(() => {
    traffic = new Traffic(scene);
  });

  afterEach(() => traffic.stop());
  afterAll(() => scene?.close());

  function order(reply: GoogleReply | undefined, entries = androids): void {
    for (const { phone } of entries) scene.world.google.orders.answerToken(phone.token, reply);
    scene.chronicle.note(reply === undefined ? 'Google is well' : `Google answers ${reply.status}`);
  }

  /** Those who are well are woken for a message that is stored now, while Google still is as it is. */
  async function othersGoOn(others: readonly Entry[]): Promise<void> {
    for (const entry of others) await scene.store(entry);
    await scene.woken(others);
  }

  const isPutOff = async ({ phone }: Entry) => ((await scene.claims.device(phone))?.attempts ?? 0) > 0;

  /** `isRepeated`: a connection was cut, so Google may have accepted what we never heard of. */
  async function prove({ isRepeated = false } = {}): Promise<void> {
    await traffic.stop();
    await scene.prove({ exact: ['apns', 'firebase'], isRepeated });
  }

  it('sells no access token at first, neither with a word nor in time', async () => {
    const { tokenOrders } = scene.world.google;
    tokenOrders.answerNext(oauthError('temporarily_unavailable', 'x', 503), 2);
    tokenOrders.answerNext({ status: 502, body: '<html>' });
    traffic.writeTo(...androids, ...apples);
    await until(async () => (await Promise.all(androids.map(isPutOff))).every(Boolean));
    await othersGoOn(apples);
    expect(scene.world.google.pushes.count).toBe(0);
    await prove();
  });

  it.each([
    ['has no quota left for us, and says until when', afterAWhile(GOOGLE_ERRORS.QUOTA_EXCEEDED, '2')],
    ['answers in HTML', GOOGLE_ERRORS.BAD_GATEWAY],
  ])('%s', async (_what, reply) => {
    traffic.writeTo(...androids, ...apples);
    order(reply);
    await until(async () => (await Promise.all(androids.map(isPutOff))).every(Boolean));
    await othersGoOn(apples);
    order(undefined);
    await prove();
  });

  it('throttles one device, and the others go on', async () => {
    const [slow, ...others] = androids as [Entry, ...Entry[]];
    traffic.writeTo(...androids, ...apples);
    order(afterAWhile(GOOGLE_ERRORS.QUOTA_EXCEEDED, '2'), [slow]);
    await until(() => isPutOff(slow));
    await othersGoOn([...others, ...apples]);
    order(undefined);
    await prove();
  });

  it(
    'cuts its connections',
    async () => {
      traffic.writeTo(...androids, ...apples);
      for (let time = 0; time < rounds(5); time += 1) {
        await pause(250);
        scene.world.google.killConnections();
        scene.chronicle.note('Google cut its connections');
      }
      await prove({ isRepeated: true });
    },
    timeoutMs(240_000),
  );

  it('does not take our access token for one device: refused, kept, and woken with the next message', async () => {
    const [entry, ...others] = androids as [Entry, ...Entry[]];
    traffic.writeTo(...others, ...apples);
    order(GOOGLE_ERRORS.UNAUTHENTICATED, [entry]);
    await scene.store(entry);
    await until(async () => (await scene.pairs('firebase')).kept === 1);
    order(undefined);
    await othersGoOn([entry, ...others, ...apples]);
    await prove();
  });

  it('calls a token dead: it is forgotten, and nobody asks for its account any more', async () => {
    traffic.writeTo(...androids, ...apples);
    const alone = await scene.subscribed({ service: 'firebase' });
    const shared = await scene.subscribed({ service: 'firebase' });
    const second = await scene.subscribed({ accountOf: shared });
    for (const entry of [alone, shared]) await scene.store(entry);
    await scene.woken([alone, shared, second]);
    order(GOOGLE_ERRORS.UNREGISTERED, [alone]);
    order(GOOGLE_ERRORS.BAD_TOKEN, [shared]);
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
