/** Goes through what the database holds and names the first thing in it that was tampered with. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.service';
import { ChainCheck, type ChainFault, type KnownHead } from './chain/verify-chain';
import type { CheckpointBody } from './checkpoint';
import type { VerifyingKey } from './reports/minisign';
import { type FoundReport, type ReportFault, verifyReports } from './reports/verify-reports';
import { CaseEventRepository } from './storage/case-event.repository';
import { ReportRepository } from './storage/report.repository';

export interface ChainResult {
  readonly fault: ChainFault | undefined;
  /** Of what was found whole. */
  readonly head: KnownHead | undefined;
}

@Injectable()
export class Verification {
  constructor(
    private readonly database: Database,
    private readonly events: CaseEventRepository,
    private readonly reports: ReportRepository,
  ) {}

  /** `checkpoints` are what an outside place remembers of the chain. */
  async chain(checkpoints: readonly CheckpointBody[]): Promise<ChainResult> {
    const check = new ChainCheck(checkpoints.map(({ events, head }) => ({ seq: events, hash: head })));
    for await (const link of this.events.links(this.database)) {
      const fault = check.next(link);
      if (fault !== undefined) return { fault, head: check.head };
    }
    return { fault: check.end(), head: check.head };
  }

  /** Every published version, and what the checkpoints remember of them. */
  async published(
    checkpoints: readonly CheckpointBody[],
    key: VerifyingKey | undefined,
  ): Promise<{ count: number; faults: ReportFault[] }> {
    const versions = await this.reports.all(this.database);
    const found = versions.map((one): FoundReport => {
      const { quarter, version } = one.report;
      return {
        name: `${quarter} version ${version}`,
        json: Buffer.from(one.json),
        ledgerNdjson: one.ledgerNdjson,
        signature: one.signature,
        sha256File: one.sha256,
      };
    });
    const faults = verifyReports(found, key);
    for (const { reports, lastReport } of checkpoints) {
      const there = versions[reports - 1];
      if (reports === 0 || there?.sha256 === lastReport) continue;
      const name =
        there === undefined ? `report ${reports}` : `${there.report.quarter} version ${there.report.version}`;
      faults.push({ name, message: 'is missing, or another one than when its checkpoint was written' });
    }
    return { count: versions.length, faults };
  }
}
