/** The request log as staff use it: each step is one event at the end of the chain, if the rules allow it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database, type Sql } from '../platform/database/database.service';
import { NotAllowed } from './approval';
import { Approvals } from './approvals.service';
import { CaseChanged } from './case-changed';
import { type CaseEvent, type EventBody, type History, normalisedTarget, type ReceivedFacts } from './case-event';
import { holdInForce } from './case-holds';
import type { CaseLink } from './case-link';
import { type CaseState, foldCase } from './case-state';
import { hashingOf, keyedHash, openOfCase, type SealedField, sealedTarget, sealForCase } from './chain/case-cipher';
import { type Entry, historyOf } from './chain/entry';
import { declaredWith } from './declared-quarters';
import { whyNotApprover } from './duties';
import { whyNot } from './guards';
import { neededApproval } from './needed-approval';
import { type NewContact, newContact, receivedDateOf } from './new-contact';
import { CaseEventRepository } from './storage/case-event.repository';
import { CaseKeyRepository } from './storage/case-key.repository';

export interface Step {
  readonly caseId: string;
  /** The version of the case that was seen when the step was chosen. */
  readonly version: number;
  readonly body: EventBody;
  readonly by: string;
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Sixteen random letters and digits: the only name of a request outside. */
export function newPublicId(): string {
  return [...randomBytes(16)].map((byte) => BASE32[byte % 32]).join('');
}

@Injectable()
export class CaseLog {
  constructor(
    private readonly database: Database,
    private readonly events: CaseEventRepository,
    private readonly keys: CaseKeyRepository,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  /** Answers the id of the new case. Throws a ZodError that names what is wrong with the contact. */
  async logContact(contact: NewContact, by: string): Promise<string> {
    return this.database.transaction((sql) => this.logContactIn(sql, contact, by));
  }

  /** The same within a transaction. */
  async logContactIn(sql: Sql, contact: NewContact, by: string): Promise<string> {
    const parsed = newContact.parse(contact);
    const caseId = randomUUID();
    const receivedDate = receivedDateOf(parsed);
    // So that the key of the year is not destroyed between its use and the event.
    await this.events.lock(sql);
    const key = (await this.keys.create(sql, [caseId])).get(caseId) as Buffer;
    const yearKey = await this.keys.hashKeyIfKept(sql, Number(receivedDate.slice(0, 4)));
    const { key: hashKey, isApart } = hashingOf(yearKey, key);
    const seal = (field: SealedField, text: string | null) => (text === null ? null : sealForCase(key, field, text));
    const { contact: person, reference, details, targets, ...facts } = parsed;
    const body: ReceivedFacts = {
      ...facts,
      type: 'received',
      publicId: newPublicId(),
      receivedDate,
      receivedAt: parsed.precision === 'minute' ? parsed.receivedAt : null,
      targets: targets.map((target) => sealedTarget(key, hashKey, target)),
      contactSealed: seal('contact', person),
      referenceSealed: seal('reference', reference),
      referenceHash: reference === null ? null : keyedHash(hashKey, 'reference', normalisedTarget(reference)),
      detailsSealed: seal('details', details),
      ...(isApart ? { hashedApart: true } : {}),
    };
    await this.append(sql, caseId, body, by);
    return caseId;
  }

  /**
   * Records one step of a case. Throws CaseChanged when it is no longer in the version that was seen, and NotAllowed
   * with every reason when the rules or a missing approval forbid it.
   */
  async record(step: Step): Promise<void> {
    await this.database.transaction((sql) => this.recordIn(sql, step));
  }

  /** The same within a transaction. */
  async recordIn(sql: Sql, { caseId, version, body, by }: Step): Promise<void> {
    await this.events.lock(sql);
    const state = await this.stateIn(sql, caseId);
    if (state.version !== version) throw new CaseChanged();
    const reasons = whyNot(state, body, by);
    if (body.type === 'merge') reasons.push(...(await this.whyNotMerged(sql, state, body.into)));
    if (reasons.length > 0) throw new NotAllowed(reasons.join('; '));
    const needed = neededApproval(state, body);
    if (needed !== undefined) {
      const id = 'approvalId' in body ? body.approvalId : undefined;
      if (id === undefined) throw new NotAllowed('a second person must approve it first');
      const { approvedBy } = await this.approvals.demand(sql, id, needed);
      const reason = whyNotApprover(state, approvedBy ?? '');
      if (reason !== undefined) throw new NotAllowed(reason);
    }
    await this.append(sql, caseId, body, by);
    if (body.type === 'erase') await this.keys.destroy(sql, caseId);
  }

  /** Throws NotAllowed when there is no such case. */
  async state(caseId: string): Promise<CaseState> {
    return this.stateIn(this.database, caseId);
  }

  /** What happened in a case, with the links of the chain: for staff only. */
  timeline(caseId: string): Promise<CaseLink[]> {
    return this.events.linksOf(this.database, caseId);
  }

  /** Everything figures are folded from, with what the predecessor declared; of a long log that is much at once. */
  async history(sql: Sql = this.database): Promise<History> {
    const { events, declared } = historyOf(await this.events.entries(sql));
    return { events, declared: declaredWith(declared) };
  }

  /** The identifiers a case names, in the clear; empty once it is erased. Throws SealError. */
  async identifiersOf(sql: Sql, state: CaseState): Promise<string[]> {
    const key = await this.keys.of(sql, state.id);
    if (key === undefined) return [];
    return state.facts.targets.flatMap(({ sealed }) => (sealed ? [openOfCase(key, 'target', sealed)] : []));
  }

  async stateIn(sql: Sql, caseId: string): Promise<CaseState> {
    const entries = await this.events.entriesOf(sql, caseId);
    const state = foldCase(eventsOf(entries));
    if (state === undefined) throw new NotAllowed('there is no such case');
    return state;
  }

  private async whyNotMerged(sql: Sql, state: CaseState, into: string): Promise<string[]> {
    const other = await this.stateIn(sql, into);
    const hidden = (one: CaseState) => holdInForce(one.holds, 'existence', this.clock.now());
    const reasons: string[] = [];
    if (other.mergedInto !== undefined)
      reasons.push('the other case is itself merged: merge into the one that remains');
    if (hidden(state) && !hidden(other)) {
      reasons.push('its existence is secret and that of the other case is not: record the order there first');
    }
    if (state.facts.relatedTo === into)
      reasons.push('a new instrument is a new request: it is linked, not merged (R4)');
    return reasons;
  }

  private async append(sql: Sql, caseId: string, body: EventBody, actor: string): Promise<void> {
    const now = new Date(this.clock.now()).toISOString();
    await this.events.append(sql, [{ caseId, at: now, recordedAt: now, actor, body }]);
  }
}

function eventsOf(entries: readonly Entry[]): CaseEvent[] {
  return [...historyOf(entries).events];
}
