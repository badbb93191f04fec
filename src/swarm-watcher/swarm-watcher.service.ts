/** Watches this process' share of the swarms: joins the other watchers when its sources are ready, leaves before it ends. */
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../platform/telemetry/log.service';
import type { SwarmMap } from '../protocol/swarm-map';
import { NodeDirectory } from '../session-network/node-directory.service';
import { Dispatcher } from './dispatcher.service';
import { LeaseKeeper } from './leases/lease-keeper.service';
import { MessageSource } from './message-source';
import type { Share } from './share';
import { WatcherStats } from './watcher-stats';

/** Injection token: every source of messages. */
export const MESSAGE_SOURCES = 'MESSAGE_SOURCES';

@Injectable()
export class SwarmWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private share: Share = { owns: () => false };
  private isClosed = false;

  constructor(
    private readonly leases: LeaseKeeper,
    private readonly directory: NodeDirectory,
    @Inject(MESSAGE_SOURCES) private readonly sources: readonly MessageSource[],
    private readonly dispatcher: Dispatcher,
    private readonly stats: WatcherStats,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    for (const source of this.sources) source.start((telling) => this.dispatcher.take(telling));
    void Promise.all(this.sources.map((source) => source.ready())).then(() => this.join());
  }

  /** While database and queues are still there: what was told is booked before the process goes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    await this.leases.leave();
    await Promise.all(this.sources.map((source) => source.stop()));
    this.stats.swarms = 0;
  }

  private join(): void {
    if (this.isClosed) return;
    this.directory.onChange((map) => this.know(map));
    this.know(this.directory.map);
    this.leases.join((share) => this.take(share));
  }

  private know(map: SwarmMap): void {
    this.leases.know(map.swarms.map((swarm) => swarm.id));
    this.count();
  }

  private async take(share: Share): Promise<void> {
    this.share = share;
    const taken = Promise.all(this.sources.map((source) => source.share(share)));
    this.count();
    this.log.info('this process has a new share of the swarms', {
      swarms: this.stats.swarms,
      watchers: this.stats.watchers,
    });
    await taken;
  }

  private count(): void {
    this.stats.swarms = this.directory.map.swarms.filter((swarm) => this.share.owns(swarm.id)).length;
  }
}
