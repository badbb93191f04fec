/** What is sealed in a case: sealed when staff write it down, opened for those who may read it. */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../platform/database/database.service';
import type { Amendment } from './amendment';
import { NotAllowed } from './approval';
import { type BodyOf, normalisedTarget } from './case-event';
import { CaseLog } from './case-log.service';
import type { CaseState } from './case-state';
import { hashingOf, keyedHash, openOfCase, type SealedField, sealedTarget, sealForCase } from './chain/case-cipher';
import type { OpenedCase, OpenedCheck } from './opened-case';
import type { CheckThroughContact, NewCheck, SenderCheck } from './sender-check';
import { CaseKeyRepository } from './storage/case-key.repository';

@Injectable()
export class CaseSecrets {
  constructor(
    private readonly database: Database,
    private readonly log: CaseLog,
    private readonly keys: CaseKeyRepository,
  ) {}

  /** Everything that was written down, in the clear. Throws NotAllowed once the case is erased. */
  async open(caseId: string): Promise<OpenedCase> {
    const key = await this.keyOf(this.database, caseId);
    const { facts } = await this.log.state(caseId);
    const opened = (field: SealedField, sealed: string | null) =>
      sealed === null ? null : openOfCase(key, field, sealed);
    const links = await this.log.timeline(caseId);
    const notes = links.flatMap(({ entry: { at, actor, body } }) => {
      if (body.type !== 'note' || body.noteSealed === undefined) return [];
      return [{ at, by: actor, text: openOfCase(key, 'note', body.noteSealed) }];
    });
    return {
      contact: opened('contact', facts.contactSealed),
      reference: opened('reference', facts.referenceSealed),
      details: opened('details', facts.detailsSealed),
      identifiers: facts.targets.flatMap(({ hash, type, sealed }) =>
        sealed === undefined ? [] : [{ hash, type, identifier: openOfCase(key, 'target', sealed) }],
      ),
      checks: links.flatMap(({ entry: { at, actor, body } }) =>
        'check' in body && body.check?.contact !== undefined
          ? [openedCheck(key, { at, by: actor }, body.check.contact)]
          : [],
      ),
      notes,
    };
  }

  async checkIn(sql: Sql, caseId: string, given: NewCheck): Promise<SenderCheck> {
    const { checkedAt, contact, marks } = given;
    if (contact === undefined) return { version: 1, checkedAt, marks };
    const key = await this.keyOf(sql, caseId);
    const { source, way, where, person } = contact;
    const sealed = {
      whereSealed: sealForCase(key, 'check_where', where),
      ...(person === undefined ? {} : { personSealed: sealForCase(key, 'check_person', person) }),
    };
    return { version: 1, checkedAt, marks, contact: { source, way, isIndependent: true, ...sealed } };
  }

  async noteIn(sql: Sql, caseId: string, text: string): Promise<BodyOf<'note'>> {
    return { type: 'note', noteSealed: sealForCase(await this.keyOf(sql, caseId), 'note', text) };
  }

  async amendmentIn(sql: Sql, { id, facts }: CaseState, given: Amendment): Promise<BodyOf<'amend'>> {
    const key = await this.keyOf(sql, id);
    const { contact, reference, details, targets, ...plain } = given;
    const isCompared = targets !== undefined || reference !== undefined;
    const hashKey = isCompared ? await this.hashKeyFor(sql, facts, key) : key;
    const sealed = (field: SealedField, text: string | undefined) =>
      text === undefined ? undefined : sealForCase(key, field, text);
    return {
      ...plain,
      type: 'amend',
      targets: targets?.map((target) => sealedTarget(key, hashKey, target)),
      contactSealed: sealed('contact', contact),
      referenceSealed: sealed('reference', reference),
      referenceHash: reference === undefined ? undefined : keyedHash(hashKey, 'reference', normalisedTarget(reference)),
      detailsSealed: sealed('details', details),
    };
  }

  /** As the case began, so it goes on: otherwise one identifier would be counted as two. Throws NotAllowed. */
  private async hashKeyFor(sql: Sql, facts: CaseState['facts'], key: Buffer): Promise<Buffer> {
    if (facts.hashedApart === true) return hashingOf(undefined, key).key;
    return this.keys.hashKeyOf(sql, Number(facts.receivedDate.slice(0, 4)));
  }

  private async keyOf(sql: Sql, caseId: string): Promise<Buffer> {
    const key = await this.keys.of(sql, caseId);
    if (key === undefined) throw new NotAllowed('the case is erased: what was sealed in it cannot be opened any more');
    return key;
  }
}

function openedCheck(
  key: Buffer,
  made: Pick<OpenedCheck, 'at' | 'by'>,
  { whereSealed, personSealed }: CheckThroughContact['contact'],
): OpenedCheck {
  const person = personSealed === undefined ? undefined : openOfCase(key, 'check_person', personSealed);
  return { ...made, where: openOfCase(key, 'check_where', whereSealed), person };
}
