/** Brings an import file into the log: whole or not at all, each event with its own time and marked as imported. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { sha256 } from '../platform/canonical-json';
import { Clock } from '../platform/clock.service';
import { Database, type Sql } from '../platform/database/database.service';
import { newPublicId } from './case-log.service';
import { type Hashing, hashingOf, keyedHash, sealForCase } from './chain/case-cipher';
import { historyOf } from './chain/entry';
import type { ImportedRequest } from './importing/import-shape';
import { importedEvents, receivedDateOf } from './importing/imported-events';
import { ImportRefused, readImport, refuseContradictions } from './importing/read-import';
import { CaseEventRepository, type NewEntry } from './storage/case-event.repository';
import { CaseKeyRepository } from './storage/case-key.repository';

export interface Imported {
  readonly requests: number;
  readonly events: number;
  readonly declared: number;
  /** What the writer of the file may not have meant. */
  readonly remarks: readonly string[];
}

@Injectable()
export class Imports {
  constructor(
    private readonly database: Database,
    private readonly events: CaseEventRepository,
    private readonly keys: CaseKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** Throws ImportRefused with every fault; then nothing was imported. A file is imported once. */
  async import(text: string, by: string): Promise<Imported> {
    const { requests, declared, remarks } = readImport(text);
    const source = { importedBy: by, fileSha256: sha256(text) };
    const recordedAt = new Date(this.clock.now()).toISOString();
    return this.database.transaction(async (sql) => {
      await this.events.lock(sql);
      if (await this.events.isImported(sql, source.fileSha256)) {
        throw new ImportRefused([{ place: 'file', message: 'was imported already: the same bytes are in the log' }]);
      }
      const inLog = historyOf(await this.events.entries(sql)).declared;
      refuseContradictions(declared, inLog);
      const known = new Set(inLog.map((one) => one.quarter));
      const entries: NewEntry[] = declared
        .filter((one) => !known.has(one.quarter))
        .map((one) => ({
          caseId: null,
          at: recordedAt,
          recordedAt,
          actor: by,
          body: { type: 'quarter_declared', ...one },
          source,
        }));
      const cases = await this.casesOf(sql, requests, by);
      entries.push(...cases.map((event) => ({ ...event, recordedAt, source })));
      await this.events.append(sql, entries);
      return { requests: requests.length, events: cases.length, declared: entries.length - cases.length, remarks };
    });
  }

  private async casesOf(sql: Sql, requests: readonly ImportedRequest[], actor: string) {
    const ids = new Map(requests.map((one) => [one.ref, randomUUID()]));
    const caseIdOf = (ref: string) => ids.get(ref) as string;
    const caseKeys = await this.keys.create(sql, [...ids.values()]);
    const yearOf = (one: ImportedRequest) => Number(receivedDateOf(one).slice(0, 4));
    const yearKeys = new Map<number, Buffer | undefined>();
    for (const year of new Set(requests.map(yearOf))) yearKeys.set(year, await this.keys.hashKeyIfKept(sql, year));
    const hashings = new Map(
      requests.map((one) => {
        const caseId = caseIdOf(one.ref);
        return [caseId, hashingOf(yearKeys.get(yearOf(one)), caseKeys.get(caseId) as Buffer)];
      }),
    );
    return importedEvents(requests, {
      actor,
      caseIdOf,
      publicIdOf: () => newPublicId(),
      hashOf: (field, text, caseId) => keyedHash((hashings.get(caseId) as Hashing).key, field, text),
      isApart: (caseId) => hashings.get(caseId)?.isApart === true,
      sealOf: (field, text, caseId) => sealForCase(caseKeys.get(caseId) as Buffer, field, text),
    });
  }
}
