/** The papers of cases: taken in by staff, sealed under the key of the case, handed out unchanged. */
import { Injectable } from '@nestjs/common';
import { sha256 } from '../platform/canonical-json';
import { Clock } from '../platform/clock.service';
import { Database, type Sql } from '../platform/database/database.service';
import { NotAllowed } from './approval';
import { CaseLog } from './case-log.service';
import { type MediaType, mediaTypeOf, type NewPaper, paperName, type StoredPaper, whyNotPaper } from './paper';
import { CaseKeyRepository } from './storage/case-key.repository';
import { PaperRepository } from './storage/paper.repository';

export interface OpenedPaper {
  readonly name: string;
  readonly bytes: Buffer;
}

const RESULT_NAME = 'search-result.json';

@Injectable()
export class CasePapers {
  constructor(
    private readonly database: Database,
    private readonly log: CaseLog,
    private readonly keys: CaseKeyRepository,
    private readonly papers: PaperRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts papers into a case in the version that was seen, each with an event; answers the version after them. Throws
   * NotAllowed for a file that is not taken or is there already, and CaseChanged.
   */
  async addIn(
    sql: Sql,
    { caseId, version, by }: { caseId: string; version: number; by: string },
    added: readonly NewPaper[],
  ): Promise<number> {
    let next = version;
    for (const { name, bytes, role, direction } of added) {
      const reason = whyNotPaper(bytes);
      if (reason !== undefined) throw new NotAllowed(`${paperName(name)} ${reason}`);
      const hash = sha256(bytes);
      const document = { sha256: hash, role, direction, size: bytes.length };
      await this.log.recordIn(sql, { caseId, version: next, body: { type: 'document', document }, by });
      const paper = { sha256: hash, name: paperName(name), mediaType: mediaTypeOf(bytes) as MediaType, bytes };
      if (!(await this.keep(sql, caseId, by, paper))) {
        throw new NotAllowed(`${paper.name} is in this case already: the same bytes, SHA-256 ${hash}`);
      }
      next += 1;
    }
    return next;
  }

  /** What a search found, under the hash with which its event names it. The same rows may be found again. */
  async keepResult(
    sql: Sql,
    { caseId, by, resultHash, json }: { caseId: string; by: string; resultHash: string; json: string },
  ): Promise<void> {
    const bytes = Buffer.from(json);
    await this.keep(sql, caseId, by, { sha256: resultHash, name: RESULT_NAME, mediaType: 'text/plain', bytes });
  }

  async list(caseId: string): Promise<StoredPaper[]> {
    return this.papers.list(this.database, caseId, await this.keys.of(this.database, caseId));
  }

  /** Throws NotAllowed when there is none, or the case is erased; SealError when it was tampered with. */
  async open(caseId: string, hash: string): Promise<OpenedPaper> {
    const key = await this.keys.of(this.database, caseId);
    if (key === undefined) throw new NotAllowed('the case is erased, and its papers with it');
    const paper = (await this.papers.list(this.database, caseId, key)).find((one) => one.sha256 === hash);
    const bytes = await this.papers.bytes(this.database, caseId, key, hash);
    if (paper?.name == null || bytes === undefined) throw new NotAllowed('there is no such paper in this case');
    return { name: paper.name, bytes };
  }

  private async keep(
    sql: Sql,
    caseId: string,
    by: string,
    paper: { sha256: string; name: string; mediaType: MediaType; bytes: Buffer },
  ): Promise<boolean> {
    const key = await this.keys.of(sql, caseId);
    if (key === undefined) throw new NotAllowed('the case is erased');
    return this.papers.add(sql, caseId, key, { ...paper, by, at: new Date(this.clock.now()) });
  }
}
