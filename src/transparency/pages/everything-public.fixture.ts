/** Every address of the public pages with what it answers, by the controllers that serve them, without a server. */
import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { Response } from 'express';
import { Clock } from '../../platform/clock.service';
import { ALL_RULES } from '../counting-rules';
import type { ReportVersion } from '../published-report';
import { FeedsController } from './feeds.controller';
import { VERSION_FILES } from './files/version-files';
import { VersionFiles } from './files/version-files.service';
import { HELD_COLUMNS } from './held-columns';
import type { LiveSchema } from './live-schema.repository';
import { PagesController } from './pages.controller';
import { publicLines } from './public-ledger';
import { Publications } from './publications.service';
import { FixedReports } from './published.fixture';
import { ReportsController } from './reports.controller';
import { quarterPath, versionPath } from './words';

class StandingClock extends Clock {
  constructor(private readonly ms: number) {
    super();
  }

  override now(): number {
    return this.ms;
  }
}

const columns = Object.entries(HELD_COLUMNS).flatMap(([table, own]) =>
  Object.keys(own).map((column) => ({ table, column, type: 'text' })),
);

/** Status, headers and body of each, in one text. */
export async function everythingPublic(
  versions: readonly ReportVersion[],
  nowMs: number,
): Promise<Map<string, string>> {
  const reports = new FixedReports(versions);
  const publications = new Publications(reports, new StandingClock(nowMs));
  const facts = { base: 'https://relay.example', publisher: 'The foundation' };
  const schema = { columns: async () => columns } as unknown as LiveSchema;
  const controllers = [
    new FeedsController(publications, facts),
    new ReportsController(publications, new VersionFiles()),
    new PagesController(publications, schema, facts),
  ];
  const refs = publicLines(await reports.latest()).map((line) => line.ref);
  const everything = new Map<string, string>();
  for (const controller of controllers) {
    for (const { method, pattern } of routesOf(controller)) {
      for (const [path, ...values] of addresses(pattern, versions, refs)) {
        everything.set(path, await answerOf((response) => callOf(controller, method)(...values, response)));
      }
    }
  }
  return everything;
}

type Call = (...values: unknown[]) => unknown;
type Controller = FeedsController | ReportsController | PagesController;

function callOf(controller: Controller, method: string): Call {
  return ((controller as unknown as Record<string, Call>)[method] as Call).bind(controller);
}

/** Every route that a controller declares, so that none can be forgotten; those that only say "nothing here" apart. */
function routesOf(controller: Controller): { method: string; pattern: string }[] {
  const prototype = Object.getPrototypeOf(controller) as Record<string, object>;
  const prefix = Reflect.getMetadata(PATH_METADATA, prototype.constructor as object) as string;
  return Object.getOwnPropertyNames(prototype).flatMap((method) => {
    const path = Reflect.getMetadata(PATH_METADATA, prototype[method] as object) as string | string[] | undefined;
    if (method === 'constructor' || typeof path !== 'string' || path.includes('*')) return [];
    return [
      {
        method,
        pattern: `/${[prefix, path]
          .flatMap((part) => part.split('/'))
          .filter(Boolean)
          .join('/')}`,
      },
    ];
  });
}

/** Each address of a pattern, and what its method takes before the response. Throws for a pattern nobody thought of. */
function addresses(
  pattern: string,
  versions: readonly ReportVersion[],
  refs: readonly string[],
): [string, ...unknown[]][] {
  const quarters = [...new Set(versions.map((one) => one.report.quarter))];
  const named = versions.map(
    ({ report }) => [quarterPath(report.quarter).split('/').at(-1), `v${report.version}`] as const,
  );
  if (pattern === '/ledger') {
    const queries = [{}, { outcome: 'pending' }, { quarter: quarters[0] ?? '', page: '2' }];
    return queries.map((query) => [`/ledger?${new URLSearchParams(query as Record<string, string>)}`, query]);
  }
  if (!pattern.includes(':')) return [[pattern]];
  if (pattern === '/ledger/:ref') return refs.map((ref) => [`/ledger/${ref}`, ref]);
  if (pattern === '/data/rules/:name') {
    return ALL_RULES.map(({ id }) => [`/data/rules/${id}.json`, `${id}.json`]);
  }
  if (pattern.startsWith('/law-enforcement/:language')) {
    return ['de', 'fr', 'it'].map((language) => [pattern.replace(':language', language), language]);
  }
  if (pattern === '/transparency-reports/:quarter') {
    return quarters.map((quarter) => [quarterPath(quarter), quarterPath(quarter).split('/').at(-1)]);
  }
  if (pattern === '/transparency-reports/:quarter/:version') {
    return versions.map(({ report }, index) => [versionPath(report), ...(named[index] ?? [])]);
  }
  if (pattern === '/transparency-reports/:quarter/:version/:file') {
    return versions.flatMap(({ report }, index) =>
      VERSION_FILES.map((file): [string, ...unknown[]] => [
        `${versionPath(report)}/${file}`,
        ...(named[index] ?? []),
        file,
      ]),
    );
  }
  throw new Error(`say here which addresses there are of ${pattern}`);
}

/** What express would send. */
async function answerOf(call: (response: Response) => unknown): Promise<string> {
  const sent: unknown[] = [];
  const response = {
    removeHeader: () => undefined,
    status: (status: number) => keep(status),
    set: (headers: object) => keep(headers),
    send: (body: string | Buffer) => keep(Buffer.isBuffer(body) ? body.toString('base64') : body),
  };
  const keep = (part: unknown) => {
    sent.push(part);
    return response;
  };
  await call(response as unknown as Response);
  return JSON.stringify(sent);
}
