/** The doors for phones, direct and onion: for the api role only. The application must not parse bodies itself. */
import { type DynamicModule, Module } from '@nestjs/common';
import { x25519KeyPair } from '../protocol/x25519';
import { PushModule } from '../push/push.module';
import { PushRegistry } from '../push/registry.service';
import { ClaimChecks } from './client-api/claim-checks.service';
import { ClientApi } from './client-api/client-api.service';
import { DirectController } from './client-api/direct.controller';
import { DocsController } from './client-api/docs.controller';
import { ONION_KEY_PAIR, OnionController } from './client-api/onion.controller';

export interface ClientApiOptions {
  /** The SubscriptionsModule of the application. */
  readonly subscriptions: DynamicModule;
  /** The push services phones may subscribe with. */
  readonly services: PushRegistry;
  /** The X25519 secret key that phones wrap the last layer for, 32 bytes. */
  readonly onionKey: Buffer;
}

@Module({})
export class ClientApiModule {
  static forRoot(options: ClientApiOptions): DynamicModule {
    return {
      module: ClientApiModule,
      imports: [PushModule, options.subscriptions],
      controllers: [DirectController, OnionController, DocsController],
      providers: [
        ClientApi,
        ClaimChecks,
        { provide: PushRegistry, useValue: options.services },
        { provide: ONION_KEY_PAIR, useFactory: () => x25519KeyPair(options.onionKey) },
      ],
    };
  }
}
