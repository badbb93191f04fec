/** Starts a role: its modules, its listeners, and their end in the right order. */
import type { Server } from 'node:http';
import {
  type INestApplication,
  type INestApplicationContext,
  Module,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { consoleSettings, demoSettings } from './console/console-settings';
import { type Environment, Settings } from './platform/config/settings';
import { inWords, portInWords } from './platform/start-up-error';
import { Health } from './platform/telemetry/health.service';
import { opsSettings, publicSettings } from './platform/telemetry/listening-settings';
import { frameworkLog, Log } from './platform/telemetry/log.service';
import { Metrics } from './platform/telemetry/metrics.service';
import { OpsModule } from './platform/telemetry/ops.module';
import { ErrorsFilter, type NothingHere } from './platform/web/errors.filter';
import { ALL_SECTIONS, type Imported, Parts, PLANS, type Role, roleSettings, sectionsOf } from './roles';

export interface BootedRole {
  /** For the log: the role, and where it listens. */
  readonly facts: { readonly role: Role; readonly public?: string; readonly console?: string; readonly ops: string };
  /** Stops taking work, finishes what is under way, closes every connection. */
  close(): Promise<void>;
}

/** Throws SettingsError with every fault at once, before anything is opened. */
export async function bootRole(environment: Environment, readFile: (path: string) => string): Promise<BootedRole> {
  const settings = Settings.read(environment, sectionsOf(environment), ALL_SECTIONS, readFile);
  const role = settings.get(roleSettings).ROLE;
  const plan = PLANS[role];
  const parts = new Parts(settings, environment);
  const root = rootOf(await Promise.all([parts.platform(), parts.atRest(), ...plan.modules(parts)]));
  const log = new Log();
  const options = { logger: frameworkLog(log), bodyParser: false, abortOnError: false } as const;

  const { app, context } = await compose(root, plan.isPublic, options);
  const closing = new Closing(context);
  try {
    if (app !== undefined) {
      const { PORT, PUBLIC_HOST } = settings.get(publicSettings);
      const { answerNothingHere } = await import('./transparency/nothing-here.js');
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
  const { openConsole } = await import('./console/console.module.js');
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
