/** What phones change about their subscriptions takes effect at once, in one process of all roles and in one for each. */
import type { Role } from '../../src/roles';
import type { Phone } from '../fakes/phone/phone';
import { describeOnEachQueueStore } from '../support/stores';
import { until as untilSoon } from '../support/until';
import { World } from '../support/world';
import { isAsked, isAskedAgain, isAskedNoMore, isMonitored } from './asked';
import { CALM } from './calm';

const FOURTEEN_DAYS_S = 14 * 24 * 3_600;
/** For a machine that is busy with much else; a sweep that finds changes by itself comes only after minutes. */
const PATIENCE_MS = 60_000;
const until: typeof untilSoon = (ask) => untilSoon(ask, PATIENCE_MS);

describeOnEachQueueStore('changes', (stores) => {
  let world: World;
  /** With the embedded queue one process does everything, with Redis each its own; the first has the door for phones. */
  let roles: readonly [Role, ...Role[]];
  /** Subscribed all the time: shows that the relay goes on. */
  let control: Phone;

  beforeAll(async () => {
    const given = await stores();
    roles = given.redisUrl === undefined ? ['all'] : ['api', 'watcher', 'pusher'];
    world = await World.start({ stores: given, roles, devnet: CALM });
    control = world.phone();
    await control.subscribe();
  }, 2 * PATIENCE_MS);

  afterAll(() => world?.stop());

  async function isWoken(phone: Phone, namespace = 0): Promise<void> {
    const before = world.wakeUps(phone).length;
    await phone.swarm.store({ namespace });
    await until(() => world.wakeUps(phone).length > before);
  }

  /** Somebody else, written to later, is woken twice meanwhile, and the phone is not. */
  async function isNotWoken(phone: Phone, namespace = 0): Promise<void> {
    const before = world.wakeUps(phone).length;
    await phone.swarm.store({ namespace });
    await isWoken(control);
    await isWoken(control);
    expect(world.wakeUps(phone)).toHaveLength(before);
  }

  /** Answers when it ends, s since 1970; on a busy machine its first moments may be over before it is accepted. */
  async function subscribedForAMoment(phone: Phone): Promise<number> {
    for (let lifeS = 3; ; lifeS *= 2) {
      const endsAt = Math.ceil(Date.now() / 1_000) + lifeS;
      const { body } = await phone.subscribe({ signedAt: endsAt - FOURTEEN_DAYS_S });
      if ((body as { error?: number }).error === 4 && lifeS < 40) continue;
      expect(body).toMatchObject({ added: true });
      return endsAt;
    }
  }

  it('wakes a new account at each vendor, also after the process with its door ended and came back', async () => {
    const phones = [world.phone(), world.phone({ service: 'firebase' })];
    for (const phone of phones) expect((await phone.subscribe()).body).toMatchObject({ added: true });
    for (const phone of phones) await isWoken(phone);
    await world.relay(roles[0]).stop();
    await world.startRelay(roles[0]);
    for (const phone of phones) {
      expect((await phone.subscribe({ via: 'direct' })).body).toMatchObject({ updated: true });
      await isWoken(phone);
    }
  });

  it('wakes a second phone of a known account, and each until it leaves', async () => {
    const first = world.phone();
    await first.subscribe();
    const second = world.phone({ signer: first.signer, service: 'firebase' });
    expect((await second.subscribe({ delegates: false })).body).toMatchObject({ added: true });
    await isWoken(first);
    await until(() => world.wakeUps(second).length > 0);
    await first.unsubscribe();
    const before = world.wakeUps(first).length;
    await isWoken(second);
    expect(world.wakeUps(first)).toHaveLength(before);
  });

  it('asks in a new namespace, and in one that was left no more', async () => {
    const phone = world.phone();
    await phone.subscribe({ namespaces: [0] });
    await isAsked(world.devnet, phone, 0);
    await isNotWoken(phone, 11);
    expect((await phone.subscribe({ namespaces: [0, 11] })).body).toMatchObject({ updated: true });
    await isAsked(world.devnet, phone, 11);
    await isWoken(phone, 11);
    expect((await phone.subscribe({ namespaces: [0] })).body).toMatchObject({ updated: true });
    await isAskedNoMore(world.devnet, phone, control, 11);
    await isNotWoken(phone, 11);
    await isWoken(phone, 0);
  });

  it('asks no more for an account that nobody subscribes to', async () => {
    const phone = world.phone();
    await phone.subscribe();
    await isAsked(world.devnet, phone);
    expect((await phone.unsubscribe()).body).toMatchObject({ removed: true });
    await isAskedNoMore(world.devnet, phone, control);
    await isNotWoken(phone);
    expect((await phone.subscribe()).body).toMatchObject({ added: true });
    await isWoken(phone);
  });

  it('wakes nobody from the second on in which a subscription runs out, and again after a renewal', async () => {
    const phone = world.phone();
    const endsAt = await subscribedForAMoment(phone);
    await until(() => Date.now() > endsAt * 1_000);
    await isNotWoken(phone);
    expect((await phone.subscribe()).body).toMatchObject({ success: true });
    await isWoken(phone);
  });

  it('refuses what has run out already', async () => {
    const signedAt = Math.floor(Date.now() / 1_000) - FOURTEEN_DAYS_S - 10;
    expect((await world.phone().subscribe({ signedAt })).body).toMatchObject({ error: 4 });
  });

  it('asks no more with a delegation that was revoked, monitors instead, and asks again with a newer one', async () => {
    const phone = world.phone();
    await phone.subscribe();
    await isWoken(phone);
    const token = Buffer.from((await phone.delegationKey()).token, 'hex');
    await phone.revokeDelegation();
    await isAskedNoMore(world.devnet, phone, control);
    await isMonitored(world.devnet, phone);
    await isWoken(phone);
    expect((await phone.subscribe({ delegates: false })).body).toMatchObject({ updated: true });
    await phone.swarm.unrevoke(token);
    expect((await phone.subscribe()).body).toMatchObject({ updated: true });
    await isAskedAgain(world.devnet, phone);
    await isWoken(phone);
  });

  it('goes on with a delegation that only one member calls revoked', async () => {
    const phone = world.phone();
    await phone.subscribe();
    await isWoken(phone);
    const [liar] = world.devnet.swarmOf(phone.account).members;
    try {
      Object.assign(liar?.faults ?? {}, { always: 401 });
      await isAskedAgain(world.devnet, phone);
      await isWoken(phone);
    } finally {
      liar?.heal();
    }
  });
});
