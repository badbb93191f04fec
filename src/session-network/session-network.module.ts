/** The room that talks to storage nodes: their list, onion requests to them, and their time. */
import { type DynamicModule, Module } from '@nestjs/common';
import { KnownNodes } from './directory/known-nodes.repository';
import { NetworkClock } from './network-clock.service';
import { NetworkTiming } from './network-timing';
import { NodeDirectory, SEED_NODES } from './node-directory.service';
import { OnionClient } from './onion-client.service';

export interface SessionNetworkOptions {
  /** https URLs of the nodes that give the first list. */
  readonly seedNodes: readonly string[];
  readonly timing?: NetworkTiming;
}

@Module({})
export class SessionNetworkModule {
  /** Needs Clock, Log, Database and DataKeys from global modules. */
  static forRoot(options: SessionNetworkOptions): DynamicModule {
    return {
      module: SessionNetworkModule,
      providers: [
        { provide: SEED_NODES, useValue: options.seedNodes },
        { provide: NetworkTiming, useValue: options.timing ?? new NetworkTiming() },
        OnionClient,
        KnownNodes,
        NodeDirectory,
        NetworkClock,
      ],
      exports: [OnionClient, NodeDirectory, NetworkClock],
    };
  }
}
