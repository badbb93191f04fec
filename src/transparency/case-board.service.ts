/** The list of cases for staff: pages, counts and look-alikes out of a table that is folded with every event. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import { normalisedTarget } from './case-event';
import type { CasePage } from './case-page';
import { type CaseFilter, type CaseQuery, PAGE_ROWS, type Place } from './case-query';
import type { CaseSummary } from './case-summary';
import { keyedHash } from './chain/case-cipher';
import { type Lookalike, lookalike } from './lookalikes';
import { BoardRepository } from './storage/board.repository';
import { BoardFoldRepository } from './storage/board-fold.repository';
import { filtered, type SearchMarks } from './storage/board-query';
import { CaseEventRepository } from './storage/case-event.repository';
import { CaseKeyRepository } from './storage/case-key.repository';

/** Something that may be a request we have already. */
export interface Suspect {
  readonly reference: string | null;
  readonly identifiers: readonly string[];
  /** SHA-256 of files. */
  readonly documents: readonly string[];
  readonly country: string | null;
  readonly receivedDate: string;
  /** The case it is, when it is logged already. */
  readonly caseId: string | null;
}

const EXPORT_ROWS = 1_000;

@Injectable()
export class CaseBoard implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly board: BoardRepository,
    private readonly fold: BoardFoldRepository,
    private readonly events: CaseEventRepository,
    private readonly keys: CaseKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** After an upgrade the list is empty, and after an older program wrote it is behind. */
  async onModuleInit(): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      await this.fold.catchUp(sql);
    });
  }

  /** Makes the list anew from the events; answers whether it was another one, which it never should be. */
  async rebuild(): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      return this.fold.rebuild(sql);
    });
  }

  async page({ filter, order, after, before }: CaseQuery): Promise<CasePage> {
    const search = await this.marksOf(filter.search);
    const conditions = () => filtered(filter, search, this.clock.now());
    const place = before ?? after;
    const backwards = before !== undefined;
    const found = await this.board.page(this.database, conditions(), { order, place, backwards, limit: PAGE_ROWS + 1 });
    const isMore = found.length > PAGE_ROWS;
    const shown = backwards ? found.slice(-PAGE_ROWS) : found.slice(0, PAGE_ROWS);
    // What stands on one page needs no second reading to be counted.
    const isAll = place === undefined && !isMore;
    return {
      cases: shown.map(({ summary }) => summary),
      total: isAll ? shown.length : await this.board.count(this.database, conditions()),
      next: isMore || backwards ? shown.at(-1)?.place : undefined,
      previous: (backwards && isMore) || after !== undefined ? shown[0]?.place : undefined,
    };
  }

  async count(filter: CaseFilter): Promise<number> {
    const search = await this.marksOf(filter.search);
    return this.board.count(this.database, filtered(filter, search, this.clock.now()));
  }

  /** How many open cases wait for what. */
  waiting(): Promise<ReadonlyMap<CaseSummary['waitingFor'], number>> {
    return this.board.waiting(this.database);
  }

  /** Every case of a view, page by page, in its order. */
  async *all({ filter, order }: Pick<CaseQuery, 'filter' | 'order'>): AsyncGenerator<CaseSummary[]> {
    const search = await this.marksOf(filter.search);
    let place: Place | undefined;
    for (;;) {
      const conditions = filtered(filter, search, this.clock.now());
      const found = await this.board.page(this.database, conditions, { order, place, limit: EXPORT_ROWS });
      if (found.length > 0) yield found.map(({ summary }) => summary);
      if (found.length < EXPORT_ROWS) return;
      place = found.at(-1)?.place;
    }
  }

  async one(caseId: string): Promise<CaseSummary | undefined> {
    return (await this.board.many(this.database, [caseId]))[0];
  }

  many(caseIds: readonly string[]): Promise<CaseSummary[]> {
    return this.board.many(this.database, caseIds);
  }

  /** What was merged into a case. */
  duplicatesOf(caseId: string): Promise<CaseSummary[]> {
    return this.board.mergedInto(this.database, caseId);
  }

  /** Other cases that may be the same request. What was asked is hashed and neither kept nor told. */
  async lookalikes(suspect: Suspect): Promise<Lookalike[]> {
    const keys = await this.keys.hashKeys(this.database);
    const under = (field: 'reference' | 'target', texts: readonly string[]) =>
      keys.flatMap((key) => texts.map((text) => keyedHash(key, field, normalisedTarget(text))));
    const marks = {
      references: under('reference', suspect.reference === null ? [] : [suspect.reference]),
      targets: under('target', suspect.identifiers),
      documents: suspect.documents,
    };
    const alike = await this.board.alike(this.database, marks, suspect.caseId);
    return alike.flatMap((one) => lookalike(one, suspect) ?? []);
  }

  private async marksOf(text: string | undefined): Promise<SearchMarks | undefined> {
    if (text === undefined) return undefined;
    const keys = await this.keys.hashKeys(this.database);
    const under = (field: 'reference' | 'target') => keys.map((key) => keyedHash(key, field, normalisedTarget(text)));
    return { text, references: under('reference'), targets: under('target') };
  }
}
