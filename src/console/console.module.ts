/** The console: an application of its own that looks into the services of the role beside it. */
import { type DynamicModule, Global, type LoggerService, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import type { NextFunction, Request, Response } from 'express';
import { DataKeys } from '../platform/at-rest/data-keys';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import { Log } from '../platform/telemetry/log.service';
import { Metrics } from '../platform/telemetry/metrics.service';
import { ProcessReports } from '../platform/telemetry/process-reports.repository';
import { RefusedWakeUps } from '../push/refused-wake-ups.service';
import { VendorPauses } from '../push/vendor-pauses.service';
import { WakeUpBoard } from '../push/wake-up-board.service';
import { SubscriptionBoard } from '../subscriptions/subscription-board.service';
import { Approvals } from '../transparency/approvals.service';
import { Authorities } from '../transparency/authorities.service';
import { CaseBoard } from '../transparency/case-board.service';
import { CaseLog } from '../transparency/case-log.service';
import { CasePapers } from '../transparency/case-papers.service';
import { CaseSecrets } from '../transparency/case-secrets.service';
import { CaseWork } from '../transparency/case-work.service';
import { Checkpoints } from '../transparency/checkpoints.service';
import { HashKeys } from '../transparency/hash-keys.service';
import { Lookups } from '../transparency/lookups.service';
import { PublicPreviews } from '../transparency/public-previews.service';
import { PublishedReports } from '../transparency/published-reports';
import { ReportDesk } from '../transparency/report-desk.service';
import { Reports } from '../transparency/reports.service';
import { Verification } from '../transparency/verification.service';
import { Acts } from './audit/acts.service';
import { AuditController } from './audit/audit.controller';
import { ChainWatch } from './audit/chain-watch.task';
import { AuthoritiesController } from './authorities/authorities.controller';
import { AuthorityDesk } from './authorities/authority-desk.service';
import { Alarms } from './frame/alarms.service';
import { AssetsController } from './frame/assets.controller';
import { ConsoleFilter } from './frame/console.filter';
import { CONSOLE_FACTS, type ConsoleFacts } from './frame/console-facts';
import { DoorGuard } from './frame/door.guard';
import { DoorCheck } from './frame/door-check.service';
import { cookieNames } from './frame/form-token';
import { isOwnHost } from './frame/origin';
import { securityHeaders } from './frame/security-headers';
import { OPERATIONS_CONTROLLERS, OPERATIONS_PROVIDERS } from './operations/operations.module';
import { REPLIES_CONTROLLERS, REPLIES_PROVIDERS } from './replies/replies.module';
import { REPORTS_CONTROLLERS, REPORTS_PROVIDERS } from './reports/reports.module';
import { REQUESTS_CONTROLLERS, REQUESTS_PROVIDERS } from './requests/requests.module';
import { STAFF_CONTROLLERS, STAFF_PROVIDERS } from './staff/staff.module';
import { StaffActs } from './staff-acts.repository';
import { TodayController } from './today/today.controller';
import { TodayDesk } from './today/today-desk.service';

/** A service of the role that the console looks into; abstract classes stand for what fulfils them. */
type Service<T = unknown> = (abstract new (...args: never[]) => T) & Type<T>;

/** Everything the console is handed; it opens no connection of its own. */
const LOOKED_INTO = [
  Database,
  DataKeys,
  Clock,
  Log,
  Metrics,
  CaseBoard,
  CaseLog,
  CasePapers,
  CaseSecrets,
  CaseWork,
  PublicPreviews,
  Approvals,
  Authorities,
  Lookups,
  Reports,
  ReportDesk,
  PublishedReports,
  HashKeys,
  Checkpoints,
  Verification,
  ProcessReports,
  WakeUpBoard,
  VendorPauses,
  RefusedWakeUps,
  SubscriptionBoard,
] as unknown as readonly Service[];

/** Whatever has an address in the console. */
export const CONSOLE_CONTROLLERS: readonly Type[] = [
  AssetsController,
  AuditController,
  ...STAFF_CONTROLLERS,
  ...REQUESTS_CONTROLLERS,
  AuthoritiesController,
  ...REPLIES_CONTROLLERS,
  ...REPORTS_CONTROLLERS,
  ...OPERATIONS_CONTROLLERS,
  TodayController,
];

export interface ConsoleOptions {
  /** CONSOLE_URL. */
  readonly url: string | undefined;
  readonly isDemo: boolean;
  /** PUBLIC_URL. */
  readonly publicUrl?: string;
  /** Finds a service of the role beside it. */
  readonly find: <T>(service: Service<T>) => T;
}

@Global()
@Module({})
class RoleBesideModule {}

@Module({})
export class ConsoleModule {
  static of(options: ConsoleOptions): DynamicModule {
    const beside = LOOKED_INTO.map((service) => ({ provide: service, useValue: options.find(service) }));
    const facts = factsOf(options);
    return {
      module: ConsoleModule,
      imports: [DiscoveryModule, { module: RoleBesideModule, providers: beside, exports: beside }],
      controllers: [...CONSOLE_CONTROLLERS],
      providers: [
        { provide: CONSOLE_FACTS, useValue: facts },
        { provide: APP_GUARD, useClass: DoorGuard },
        { provide: APP_FILTER, useClass: ConsoleFilter },
        Alarms,
        Acts,
        StaffActs,
        ChainWatch,
        DoorCheck,
        ...STAFF_PROVIDERS,
        ...REQUESTS_PROVIDERS,
        AuthorityDesk,
        ...REPLIES_PROVIDERS,
        TodayDesk,
        ...REPORTS_PROVIDERS,
        ...OPERATIONS_PROVIDERS,
      ],
    };
  }
}

function factsOf({ url, isDemo, publicUrl, find }: ConsoleOptions): ConsoleFacts {
  const origin = url === undefined ? undefined : { url: new URL(url).origin };
  return {
    origin,
    cookies: cookieNames(origin?.url.startsWith('https:') ?? false),
    formSecret: find(DataKeys as unknown as Service<DataKeys>)
      .lookup('console.form_token')
      .toString('hex'),
    isDemo,
    publicUrl: publicUrl?.replace(/\/+$/, ''),
  };
}

/**
 * The whole console, listening. Nothing is set on it afterwards: what a test opens is what a role opens. `logger` hears
 * the framework's own lines. Throws what the listener throws when the port cannot be had.
 */
export async function openConsole(
  options: ConsoleOptions,
  { port, host }: { readonly port: number; readonly host: string },
  logger: LoggerService | false,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ConsoleModule.of(options), {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.use(outerDoor(app.get<ConsoleFacts>(CONSOLE_FACTS)), cookieParser());
  app.useBodyParser('urlencoded', { extended: false, limit: '1mb', parameterLimit: 1_000 });
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/** Stands before everything else, also before what answers with an error. */
function outerDoor({ origin, cookies }: ConsoleFacts) {
  const headers = securityHeaders(cookies.isSecure);
  return (request: Request, response: Response, next: NextFunction) => {
    response.set(headers);
    if (isOwnHost(origin, request.headers.host)) return next();
    const message = 'The console is not reached by this name; set CONSOLE_URL.\n';
    response.status(421).type('text/plain; charset=utf-8').send(message);
  };
}
