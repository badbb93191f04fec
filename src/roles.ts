/**
 * What each role is made of: its settings and its modules. A module's code is loaded when a role of this process has a
 * part in it, and not before: a watcher carries neither the console's pages nor the vendors' libraries.
 */
import type { DynamicModule, Type } from '@nestjs/common';
import { z } from 'zod';
import { consoleSettings, demoSettings } from './console/console-settings';
import { DataKeys } from './platform/at-rest/data-keys';
import { type Environment, type Section, type Settings, section } from './platform/config/settings';
import { databaseSettings } from './platform/database/database-settings';
import { queueSettings } from './platform/queue/queue-settings';
import { opsSettings, publicSettings } from './platform/telemetry/listening-settings';
import { PUSH_SERVICES, PushRegistry } from './push/registry.service';
import { wakeUpSettings } from './push/wake-up-settings';
import { sessionNetworkSettings } from './session-network/session-network-settings';
import { delegationSettings, onionSettings, watchSettings } from './subscriptions/subscription-settings';
import { WatchPolicy } from './subscriptions/watch-policy';
import { swarmWatcherSettings } from './swarm-watcher/swarm-watcher-settings';
import { publicPagesSettings } from './transparency/public-pages-settings';
import { reportSettings } from './transparency/transparency-settings';

export type Role = 'api' | 'watcher' | 'pusher' | 'console' | 'all';

/** One that is imported as a class is the same wherever it is imported. */
export type Imported = DynamicModule | Type;

export interface RolePlan {
  readonly sections: readonly Section[];
  /** Whether the role opens the public listener. */
  readonly isPublic: boolean;
  /** Whether it opens the console. */
  readonly hasConsole?: true;
  readonly modules: (parts: Parts) => Promise<Imported>[];
}

export const roleSettings = section(
  'Role',
  {
    ROLE: z
      .enum(['api', 'watcher', 'pusher', 'console', 'all'], { error: 'must be api, watcher, pusher, console or all' })
      .default('all'),
  },
  { ROLE: 'What this process does: api, watcher, pusher, console or all' },
);

export const atRestSettings = section(
  'Keys of the database',
  { DATA_KEYS_FILE: DataKeys.file },
  { DATA_KEYS_FILE: 'File made by `npm run relay -- keys new`; the database is worthless without it' },
);

const common = [roleSettings, databaseSettings, queueSettings, opsSettings, atRestSettings];
const vendors = PUSH_SERVICES.map((one) => one.section);

const api: RolePlan = {
  sections: [
    publicSettings,
    onionSettings,
    delegationSettings,
    watchSettings,
    reportSettings,
    publicPagesSettings,
    demoSettings,
  ],
  isPublic: true,
  modules: (parts) => [parts.subscriptions(), parts.clientApi(), parts.publicPages()],
};
const watcher: RolePlan = {
  sections: [sessionNetworkSettings, delegationSettings, watchSettings, swarmWatcherSettings],
  isPublic: false,
  modules: (parts) => [parts.subscriptions(), parts.swarmWatcher()],
};
const pusher: RolePlan = {
  sections: [wakeUpSettings, ...vendors],
  isPublic: false,
  modules: (parts) => [parts.pusher()],
};
const staffConsole: RolePlan = {
  sections: [consoleSettings, demoSettings, publicSettings, reportSettings],
  isPublic: false,
  hasConsole: true,
  modules: (parts) => [parts.transparency(), parts.pushBoard(), parts.subscriptionBoard()],
};
const all: RolePlan = {
  sections: [...api.sections, ...watcher.sections, ...pusher.sections, ...staffConsole.sections],
  isPublic: true,
  hasConsole: true,
  modules: (parts) => [
    parts.subscriptions(),
    parts.clientApi(),
    parts.transparency(),
    parts.publicPages(),
    parts.swarmWatcher(),
    parts.pusher(),
    parts.pushBoard(),
    parts.subscriptionBoard(),
  ],
};

export const PLANS: Readonly<Record<Role, RolePlan>> = { api, watcher, pusher, console: staffConsole, all };

/** Every section of every role: for `config:example`, and so that one environment file can serve all roles. */
export const ALL_SECTIONS: readonly Section[] = [...new Set([...common, ...all.sections])];

/** Of a role that does not exist, the sections that are given: a fault in ROLE must not hide the others. */
export function sectionsOf(environment: Environment): readonly Section[] {
  const isGiven = (name: string) => (environment[name] ?? '') !== '';
  const role = roleSettings.shape.ROLE.safeParse(isGiven('ROLE') ? environment.ROLE : undefined);
  if (role.success) return [...common, ...PLANS[role.data].sections];
  return [...common, ...all.sections.filter((one) => Object.keys(one.shape).some(isGiven))];
}

/** The modules of one process, each loaded and made once however many roles ask for it. */
export class Parts {
  private readonly registry: PushRegistry;
  private subscriptionsModule: Promise<DynamicModule> | undefined;
  private transparencyModule: Promise<DynamicModule> | undefined;

  constructor(
    private readonly settings: Settings,
    environment: Environment,
  ) {
    this.registry = new PushRegistry((name) => (environment[name] ?? '') !== '');
  }

  async platform(): Promise<DynamicModule> {
    const { PlatformModule } = await import('./platform/platform.module.js');
    const database = this.settings.get(databaseSettings);
    return PlatformModule.forRoot({
      databaseUrl: database.DATABASE_URL,
      databasePoolSize: database.DATABASE_POOL_SIZE,
      redisUrl: this.settings.get(queueSettings).REDIS_URL,
      role: this.settings.get(roleSettings).ROLE,
    });
  }

  async atRest(): Promise<DynamicModule> {
    const { AtRestModule } = await import('./platform/at-rest/at-rest.module.js');
    return AtRestModule.forRoot(this.settings.get(atRestSettings).DATA_KEYS_FILE);
  }

  subscriptions(): Promise<DynamicModule> {
    this.subscriptionsModule ??= this.makeSubscriptions();
    return this.subscriptionsModule;
  }

  transparency(): Promise<DynamicModule> {
    this.transparencyModule ??= this.makeTransparency();
    return this.transparencyModule;
  }

  async clientApi(): Promise<DynamicModule> {
    const { ClientApiModule } = await import('./subscriptions/client-api.module.js');
    return ClientApiModule.forRoot({
      subscriptions: await this.subscriptions(),
      services: this.registry,
      onionKey: this.settings.get(onionSettings).ONION_KEY_FILE,
    });
  }

  async publicPages(): Promise<DynamicModule> {
    const { PublicPagesModule } = await import('./transparency/public-pages.module.js');
    const { PublishedReportsModule } = await import('./transparency/published-reports.module.js');
    const { REPORT_CONTACT_FILE, REPORT_PUBLIC_KEY_FILE } = this.settings.get(publicPagesSettings);
    return PublicPagesModule.forRoot({
      published: PublishedReportsModule,
      facts: {
        base: (this.settings.get(publicSettings).PUBLIC_URL ?? '').replace(/\/+$/, ''),
        publisher: this.settings.get(reportSettings).REPORT_PUBLISHER,
        contact: REPORT_CONTACT_FILE,
        publicKey: REPORT_PUBLIC_KEY_FILE,
        isDemo: this.settings.get(demoSettings).CONSOLE_DEMO,
      },
    });
  }

  async swarmWatcher(): Promise<DynamicModule> {
    const { SwarmWatcherModule } = await import('./swarm-watcher/swarm-watcher.module.js');
    const { SessionNetworkModule } = await import('./session-network/session-network.module.js');
    return SwarmWatcherModule.forRoot({
      subscriptions: await this.subscriptions(),
      network: SessionNetworkModule.forRoot({ seedNodes: this.settings.get(sessionNetworkSettings).SEED_NODES }),
      pollIntervalMs: this.settings.get(swarmWatcherSettings).POLL_INTERVAL_MS,
    });
  }

  async pusher(): Promise<DynamicModule> {
    const { PusherModule } = await import('./push/pusher.module.js');
    const { TokenFeedbackModule } = await import('./subscriptions/token-feedback.module.js');
    const { WAKE_WINDOW_MS, WAKE_CONCURRENCY } = this.settings.get(wakeUpSettings);
    return PusherModule.forRoot({
      imports: [TokenFeedbackModule],
      couriers: this.registry.openCouriers(this.settings),
      pace: { windowMs: WAKE_WINDOW_MS, concurrency: WAKE_CONCURRENCY },
    });
  }

  /** What the console looks into beside the request log: wake-ups … */
  async pushBoard(): Promise<Type> {
    return (await import('./push/push.module.js')).PushModule;
  }

  /** … and subscriptions. */
  async subscriptionBoard(): Promise<Type> {
    return (await import('./subscriptions/subscription-board.module.js')).SubscriptionBoardModule;
  }

  private async makeSubscriptions(): Promise<DynamicModule> {
    const { SubscriptionsModule } = await import('./subscriptions/subscriptions.module.js');
    const { WATCH_MONITOR, WAKE_NAMESPACES } = this.settings.get(watchSettings);
    return SubscriptionsModule.forRoot({
      masterKeys: this.settings.get(delegationSettings).RELAY_MASTER_KEYS_FILE,
      policy: new WatchPolicy(
        WATCH_MONITOR,
        [...WAKE_NAMESPACES].sort((a, b) => a - b),
      ),
    });
  }

  /** Transparency knows no other room: what it needs of staff and of subscriptions is handed to it here. */
  private async makeTransparency(): Promise<DynamicModule> {
    const { TransparencyModule } = await import('./transparency/transparency.module.js');
    const { ResponsiveData } = await import('./transparency/responsive-data.js');
    const { AccountRecordsModule } = await import('./subscriptions/account-records.module.js');
    const { AccountRecords } = await import('./subscriptions/account-records.service.js');
    const { StaffActs } = await import('./console/staff-acts.repository.js');
    const { REPORT_PUBLISHER, REPORT_SIGNING_KEY_FILE, REPORT_CHECKPOINTS_PATH } = this.settings.get(reportSettings);
    return TransparencyModule.forRoot({
      publisher: REPORT_PUBLISHER,
      signingKey: REPORT_SIGNING_KEY_FILE,
      checkpointsPath: REPORT_CHECKPOINTS_PATH,
      staffActs: new StaffActs(),
      responsiveData: {
        imports: [AccountRecordsModule],
        provider: { provide: ResponsiveData, useExisting: AccountRecords },
      },
    });
  }
}
