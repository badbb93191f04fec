/** The room as an application takes it in: it starts by itself, keeps nobody waiting, and ends. */
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Devnet } from '../../test/fakes/devnet/devnet';
import { until } from '../../test/support/until';
import { Clock } from '../platform/clock.service';
import { Log } from '../platform/telemetry/log.service';
import { KnownNodes } from './directory/known-nodes.repository';
import { NodesInMemory } from './directory/node-memory.fixture';
import { NetworkClock } from './network-clock.service';
import { NodeDirectory } from './node-directory.service';
import { OnionClient } from './onion-client.service';
import { SessionNetworkModule } from './session-network.module';

class Quiet extends Log {
  override info(): void {}
  override warn(): void {}
}

@Global()
@Module({ providers: [Clock, { provide: Log, useClass: Quiet }], exports: [Clock, Log] })
class Ground {}

async function application(seedNodes: readonly string[]) {
  const module = await Test.createTestingModule({
    imports: [Ground, SessionNetworkModule.forRoot({ seedNodes })],
  })
    .overrideProvider(KnownNodes)
    .useValue(new NodesInMemory())
    .compile();
  return module.init();
}

describe('SessionNetworkModule', () => {
  it('starts with the application and closes with it', async () => {
    const devnet = await Devnet.start({});
    const app = await application(devnet.seedUrls);
    const directory = app.get(NodeDirectory);
    await directory.start();
    expect(directory.map.nodes).toHaveLength(6);
    await until(() => app.get(NetworkClock).sampledNodes >= 3);
    expect(app.get(OnionClient).stats.answers).toBeGreaterThanOrEqual(3);
    await app.close();
    await devnet.stop();
  });

  it('does not hold the application up while no seed answers', async () => {
    const app = await application(['https://127.0.0.1:1']);
    await until(() => app.get(NodeDirectory).stats.failedRounds > 0);
    await app.close();
  });
});
