/** The room without its doors: subscriptions, watches, delegate keys, and the sweep of what ran out. */
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PushModule } from '../push/push.module';
import { DelegateKeys } from './delegate-keys.service';
import { MasterKeys } from './master-keys';
import { MonitoredAccounts } from './monitored-accounts.service';
import { Account } from './storage/account.entity';
import { AddSubscriptions } from './storage/add-subscriptions.service';
import { ExpireSubscriptions } from './storage/expire-subscriptions.task';
import { MonitoredRepository } from './storage/monitored.repository';
import { RemoveSubscriptions } from './storage/remove-subscriptions.service';
import { Subscription } from './storage/subscription.entity';
import { SubscriptionRepository } from './storage/subscription.repository';
import { SweepRepository } from './storage/sweep.repository';
import { WatchRepository } from './storage/watch.repository';
import { WatchNotices } from './storage/watch-notices.repository';
import { Subscriptions } from './subscriptions.service';
import { WatchPolicy } from './watch-policy';
import { Watches } from './watches.service';

export interface SubscriptionsOptions {
  readonly masterKeys: MasterKeys;
  readonly policy: WatchPolicy;
}

@Module({})
export class SubscriptionsModule {
  static forRoot(options: SubscriptionsOptions): DynamicModule {
    return {
      module: SubscriptionsModule,
      imports: [PushModule, TypeOrmModule.forFeature([Account, Subscription])],
      providers: [
        { provide: MasterKeys, useValue: options.masterKeys },
        { provide: WatchPolicy, useValue: options.policy },
        DelegateKeys,
        Watches,
        MonitoredAccounts,
        Subscriptions,
        AddSubscriptions,
        RemoveSubscriptions,
        SubscriptionRepository,
        SweepRepository,
        WatchRepository,
        MonitoredRepository,
        WatchNotices,
        ExpireSubscriptions,
      ],
      exports: [DelegateKeys, Watches, MonitoredAccounts, Subscriptions],
    };
  }
}
