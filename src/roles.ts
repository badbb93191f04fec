/** The composition root: every role is a list of modules. */
import type { Server } from 'node:http';
import {
  type DynamicModule,
  type INestApplication,
  type INestApplicationContext,
  Module,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { z } from 'zod';
import { openConsole } from './console/console.module';
import { consoleSettings, demoSettings } from './console/console-settings';
import { StaffActs } from './console/staff-acts.repository';
import { AtRestModule } from './platform/at-rest/at-rest.module';
import { DataKeys } from './platform/at-rest/data-keys';
import { type Environment, type Section, Settings, section } from './platform/config/settings';
import { databaseSettings } from './platform/database/database-settings';
import { PlatformModule } from './platform/platform.module';
import { queueSettings } from './platform/queue/queue-settings';
import { inWords, portInWords } from './platform/start-up-error';
import { Health } from './platform/telemetry/health.service';
import { opsSettings, publicSettings } from './platform/telemetry/listening-settings';
import { frameworkLog, Log } from './platform/telemetry/log.service';
import { Metrics } from './platform/telemetry/metrics.service';
import { OpsModule } from './platform/telemetry/ops.module';
import { ErrorsFilter, type NothingHere } from './platform/web/errors.filter';
import { PushModule } from './push/push.module';
import { PusherModule } from './push/pusher.module';
import { PUSH_SERVICES, PushRegistry } from './push/registry.service';
import { wakeUpSettings } from './push/wake-up-settings';
import { SessionNetworkModule } from './session-network/session-network.module';
import { sessionNetworkSettings } from './session-network/session-network-settings';
import { AccountRecordsModule } from './subscriptions/account-records.module';
import { AccountRecords } from './subscriptions/account-records.service';
import { ClientApiModule } from './subscriptions/client-api.module';
import { SubscriptionBoardModule } from './subscriptions/subscription-board.module';
import { delegationSettings, onionSettings, watchSettings } from './subscriptions/subscription-settings';
import { SubscriptionsModule } from './subscriptions/subscriptions.module';
import { TokenFeedbackModule } from './subscriptions/token-feedback.module';
import { WatchPolicy } from './subscriptions/watch-policy';
import { SwarmWatcherModule } from './swarm-watcher/swarm-watcher.module';
import { swarmWatcherSettings } from './swarm-watcher/swarm-watcher-settings';
import { answerNothingHere } from './transparency/nothing-here';
import { PublicPagesModule } from './transparency/public-pages.module';
import { publicPagesSettings } from './transparency/public-pages-settings';
import { PublishedReportsModule } from './transparency/published-reports.module';
import { ResponsiveData } from './transparency/responsive-data';
import { TransparencyModule } from './transparency/transparency.module';
import { reportSettings } from './transparency/transparency-settings';

export type Role = 'api' | 'watcher' | 'pusher' | 'console' | 'all';

/** One that is imported as a class is the same wherever it is imported. */
type Imported = DynamicModule | Type;

interface RolePlan {
  readonly sections: readonly Section[];
  /** Whether the role opens the public listener. */
  readonly isPublic: boolean;
  /** Whether it opens the console. */
  readonly hasConsole?: true;
  readonly modules: (parts: Parts) => Imported[];
}

const roleSettings = section(
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
  modules: (parts) => [parts.transparency(), ...parts.boards()],
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
    ...parts.boards(),
  ],
};

const PLANS: Readonly<Record<Role, RolePlan>> = { api, watcher, pusher, console: staffConsole, all };

/** Every section of every role: for `config:example`, and so that one environment file can serve all roles. */
export const ALL_SECTIONS: readonly Section[] = [...new Set([...common, ...all.sections])];

/** The modules of one process, each made once however many roles ask for it. */
class Parts {
  private readonly registry: PushRegistry;
  private subscriptionsModule: DynamicModule | undefined;
  private transparencyModule: DynamicModule | undefined;

  constructor(
    private readonly settings: Settings,
    environment: Environment,
  ) {
    this.registry = new PushRegistry((name) => (environment[name] ?? '') !== '');
  }

  platform(): DynamicModule[] {
    const database = this.settings.get(databaseSettings);
    return [
      PlatformModule.forRoot({
        databaseUrl: database.DATABASE_URL,
        databasePoolSize: database.DATABASE_POOL_SIZE,
        redisUrl: this.settings.get(queueSettings).REDIS_URL,
        role: this.settings.get(roleSettings).ROLE,
      }),
      AtRestModule.forRoot(this.settings.get(atRestSettings).DATA_KEYS_FILE),
    ];
  }

  subscriptions(): DynamicModule {
    const { WATCH_MONITOR, WAKE_NAMESPACES } = this.settings.get(watchSettings);
    this.subscriptionsModule ??= SubscriptionsModule.forRoot({
      masterKeys: this.settings.get(delegationSettings).RELAY_MASTER_KEYS_FILE,
      policy: new WatchPolicy(
        WATCH_MONITOR,
        [...WAKE_NAMESPACES].sort((a, b) => a - b),
      ),
    });
    return this.subscriptionsModule;
  }

  clientApi(): DynamicModule {
    return ClientApiModule.forRoot({
      subscriptions: this.subscriptions(),
      services: this.registry,
      onionKey: this.settings.get(onionSettings).ONION_KEY_FILE,
    });
  }

  publicPages(): DynamicModule {
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

  transparency(): DynamicModule {
    const { REPORT_PUBLISHER, REPORT_SIGNING_KEY_FILE, REPORT_CHECKPOINTS_PATH } = this.settings.get(reportSettings);
    this.transparencyModule ??= TransparencyModule.forRoot({
      publisher: REPORT_PUBLISHER,
      signingKey: REPORT_SIGNING_KEY_FILE,
      checkpointsPath: REPORT_CHECKPOINTS_PATH,
      staffActs: new StaffActs(),
      responsiveData: {
        imports: [AccountRecordsModule],
        provider: { provide: ResponsiveData, useExisting: AccountRecords },
      },
    });
    return this.transparencyModule;
  }

  swarmWatcher(): DynamicModule {
    return SwarmWatcherModule.forRoot({
      subscriptions: this.subscriptions(),
      network: SessionNetworkModule.forRoot({ seedNodes: this.settings.get(sessionNetworkSettings).SEED_NODES }),
      pollIntervalMs: this.settings.get(swarmWatcherSettings).POLL_INTERVAL_MS,
    });
  }

  /** What the console looks into beside the request log. */
  boards(): Type[] {
    return [PushModule, SubscriptionBoardModule];
  }

  pusher(): DynamicModule {
    const { WAKE_WINDOW_MS, WAKE_CONCURRENCY } = this.settings.get(wakeUpSettings);
    return PusherModule.forRoot({
      imports: [TokenFeedbackModule],
      couriers: this.registry.openCouriers(this.settings),
      pace: { windowMs: WAKE_WINDOW_MS, concurrency: WAKE_CONCURRENCY },
    });
  }
}

export interface BootedRole {
  /** For the log: the role, and where it listens. */
  readonly facts: { readonly role: Role; readonly public?: string; readonly console?: string; readonly ops: string };
  /** Stops taking work, finishes what is under way, closes every connection. */
  close(): Promise<void>;
}

/** Throws SettingsError with every fault at once, before anything is opened. */
export async function bootRole(environment: Environment, readFile: (path: string) => string): Promise<BootedRole> {
  const settings = Settings.read(environment, [...common, ...sectionsOf(environment)], ALL_SECTIONS, readFile);
  const role = settings.get(roleSettings).ROLE;
  const plan = PLANS[role];
  const parts = new Parts(settings, environment);
  const root = rootOf([...parts.platform(), ...plan.modules(parts)]);
  const log = new Log();
  const options = { logger: frameworkLog(log), bodyParser: false, abortOnError: false } as const;

  const { app, context } = await compose(root, plan.isPublic, options);
  const closing = new Closing(context);
  try {
    if (app !== undefined) {
      const { PORT, PUBLIC_HOST } = settings.get(publicSettings);
      await closing.listen(inSentences(app, log, answerNothingHere), PORT, PUBLIC_HOST, 'PORT');
    }
    const consoleApp = plan.hasConsole === true ? await consoleBeside(context, settings, log) : undefined;
    if (consoleApp !== undefined) closing.isGuest(consoleApp);
    const ops = await NestFactory.create(OpsModule.of(context.get(Health), context.get(Metrics)), options);
    const { OPS_PORT, OPS_HOST } = settings.get(opsSettings);
    await closing.listen(inSentences(ops, log), OPS_PORT, OPS_HOST, 'OPS_PORT');
    return { facts: factsOf(role, { app, consoleApp, ops }), close: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** Its own application on its own listener, with the services of the role beside it. */
async function consoleBeside(
  context: INestApplicationContext,
  settings: Settings,
  log: Log,
): Promise<INestApplication> {
  const { CONSOLE_PORT, CONSOLE_HOST, CONSOLE_URL } = settings.get(consoleSettings);
  const { CONSOLE_DEMO } = settings.get(demoSettings);
  const { PUBLIC_URL } = settings.get(publicSettings);
  const find = <T>(service: Parameters<typeof context.get<T>>[0]) => context.get<T>(service, { strict: false });
  const options = { url: CONSOLE_URL, isDemo: CONSOLE_DEMO, publicUrl: PUBLIC_URL, find };
  try {
    return await openConsole(options, { port: CONSOLE_PORT, host: CONSOLE_HOST }, frameworkLog(log));
  } catch (error) {
    throw inWords(portInWords(error, 'CONSOLE_PORT'));
  }
}

/** Whatever is not answered is told in a sentence. Not for the console, whose own filter knows its pages: this one would win. */
function inSentences(app: INestApplication, log: Log, nothingHere?: NothingHere): INestApplication {
  return app.useGlobalFilters(new ErrorsFilter(log, nothingHere));
}

/** Of a role that does not exist, those that are given: a fault in ROLE must not hide the others. */
function sectionsOf(environment: Environment): readonly Section[] {
  const isGiven = (name: string) => (environment[name] ?? '') !== '';
  const role = roleSettings.shape.ROLE.safeParse(isGiven('ROLE') ? environment.ROLE : undefined);
  if (role.success) return PLANS[role.data].sections;
  return all.sections.filter((one) => Object.keys(one.shape).some(isGiven));
}

interface Composed {
  /** Undefined for a role without a public listener. */
  readonly app?: INestApplication;
  readonly context: INestApplicationContext;
}

async function compose(root: Type, isPublic: boolean, options: NestApplicationOptions): Promise<Composed> {
  try {
    if (!isPublic) return { context: await NestFactory.createApplicationContext(root, options) };
    const app = await NestFactory.create(root, options);
    return { app, context: app };
  } catch (error) {
    throw inWords(error);
  }
}

/** What a visitor who says nothing more may cost the end of a process. */
const LAST_PATIENCE_MS = 2_000;

/** What listens, and what stands behind it; closed in the right order. */
class Closing {
  private readonly listening: INestApplication[] = [];
  private readonly guests: INestApplication[] = [];

  constructor(private readonly context: INestApplicationContext) {}

  /** `app` listens already and uses the services of the context, so it ends first. */
  isGuest(app: INestApplication): void {
    this.guests.push(app);
    this.listening.push(app);
  }

  async listen(app: INestApplication, port: number, host: string, setting: string): Promise<void> {
    (app as NestExpressApplication).disable('x-powered-by');
    app.getHttpAdapter().getInstance().disable('x-powered-by');
    this.listening.push(app);
    try {
      await app.listen(port, host);
    } catch (error) {
      throw inWords(portInWords(error, setting));
    }
  }

  /** Requests under way are finished; connections on which nothing happens are cut after a moment. */
  async close(): Promise<void> {
    const cut = setTimeout(() => {
      for (const app of this.listening) (app.getHttpServer() as Server).closeAllConnections();
    }, LAST_PATIENCE_MS);
    try {
      await Promise.all(this.guests.map((app) => app.close()));
      await this.context.close();
      const others = this.listening.filter((app) => app !== this.context && !this.guests.includes(app));
      await Promise.all(others.map((app) => app.close()));
    } finally {
      clearTimeout(cut);
    }
  }
}

interface Listening {
  readonly app: INestApplication | undefined;
  readonly consoleApp: INestApplication | undefined;
  readonly ops: INestApplication;
}

function factsOf(role: Role, { app, consoleApp, ops }: Listening): BootedRole['facts'] {
  return {
    role,
    ...(app === undefined ? {} : { public: addressOf(app.getHttpServer()) }),
    ...(consoleApp === undefined ? {} : { console: addressOf(consoleApp.getHttpServer()) }),
    ops: addressOf(ops.getHttpServer()),
  };
}

function rootOf(imports: Imported[]): Type {
  @Module({ imports })
  class RootModule {}
  return RootModule;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return '';
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
