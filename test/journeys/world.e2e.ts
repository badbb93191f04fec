/** The world of the journeys itself: it stands with any roles, and a relay that comes back is found by its phones. */
import { describeOnEachQueueStore } from '../support/stores';
import { until } from '../support/until';
import { World } from '../support/world';
import { CALM } from './calm';

describeOnEachQueueStore('a world of three processes', (stores) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ stores: await stores(), roles: ['api', 'watcher', 'pusher'], devnet: CALM });
  });

  afterAll(() => world?.stop());

  it('wakes a phone at each vendor, and finds an api that came back', async () => {
    const phones = [world.phone(), world.phone({ service: 'firebase' })];
    for (const phone of phones) expect((await phone.subscribe()).body).toMatchObject({ added: true });
    await world.relay('api').kill();
    await world.startRelay('api');
    for (const phone of phones) {
      expect((await phone.subscribe({ via: 'direct' })).body).toMatchObject({ updated: true });
      await phone.swarm.store();
    }
    for (const phone of phones) await until(() => world.wakeUps(phone).length > 0);
  });
});
