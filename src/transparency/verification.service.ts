/** Goes through what the database holds and names the first thing in it that was tampered with. */
import { Inject, Injectable } from '@nestjs/common';
import type { ReadableChain } from '../platform/chain/chain.repository';
import type { ChainResult } from '../platform/chain/chain-check';
import type { Head } from '../platform/chain/link';
import { Database, type Sql } from '../platform/database/database.service';
import { type CheckpointBody, knownHeads } from './checkpoint';
import type { Quarter } from './quarter';
import type { VerifyingKey } from './reports/minisign';
import { type FoundReport, type ReportFault, verifyReports } from './reports/verify-reports';
import { STAFF_ACTS } from './staff-acts';
import { CaseEventRepository } from './storage/case-event.repository';
import { ReportRepository, type StoredLinked } from './storage/report.repository';

/** How much of a chain is checked, and by which connection. */
export interface Extent {
  /** A head that was found whole: nothing before it is read again. */
  readonly since?: Head;
  /** A head that was found whole, and must be there still. */
  readonly remembered?: Head;
  readonly sql?: Sql;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal;
}

@Injectable()
export class Verification {
  constructor(
    private readonly database: Database,
    private readonly events: CaseEventRepository,
    private readonly reports: ReportRepository,
    @Inject(STAFF_ACTS) private readonly staffActs: ReadableChain,
  ) {}

  /** The case log. `checkpoints` are what an outside place remembers of it. */
  chain(checkpoints: readonly CheckpointBody[], extent: Extent = {}): Promise<ChainResult> {
    return this.check(this.events, knownHeads(checkpoints).events, extent);
  }

  /** The acts of staff. */
  acts(checkpoints: readonly CheckpointBody[], extent: Extent = {}): Promise<ChainResult> {
    return this.check(this.staffActs, knownHeads(checkpoints).acts, extent);
  }

  /** Every published version, and what the checkpoints remember of them. */
  async published(
    checkpoints: readonly CheckpointBody[],
    key: VerifyingKey | undefined,
  ): Promise<{ count: number; faults: ReportFault[] }> {
    const versions = await this.reports.asStored(this.database);
    const faults = verifyReports(versions.map(foundIn), key, true);
    for (const { reports, lastReport } of checkpoints) {
      const there = versions[reports - 1];
      if (reports === 0 || there?.sha256 === lastReport) continue;
      const name = there === undefined ? `report ${reports}` : nameOf(there);
      faults.push({ name, message: 'is missing, or another one than when its checkpoint was written' });
    }
    return { count: versions.length, faults };
  }

  /** One published version, and its links to those it names. */
  async version(quarter: Quarter, version: number, key: VerifyingKey | undefined): Promise<ReportFault[]> {
    return verifyReports((await this.reports.storedWithLinks(this.database, quarter, version)).map(foundIn), key);
  }

  private check(chain: ReadableChain, known: readonly Head[], extent: Extent): Promise<ChainResult> {
    const { since, remembered, sql = this.database, signal } = extent;
    return chain.check(sql, { known: remembered === undefined ? known : [...known, remembered], since, signal });
  }
}

function nameOf({ quarter, version }: StoredLinked): string {
  return `${quarter} version ${version}`;
}

function foundIn(stored: StoredLinked): FoundReport {
  const { json, ledgerNdjson, signature, sha256 } = stored;
  return {
    ...{ name: nameOf(stored), keptAs: stored },
    ...{ json: Buffer.from(json), signature, sha256File: sha256 },
    ...(ledgerNdjson === null ? {} : { ledgerNdjson }),
  };
}
