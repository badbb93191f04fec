/** Fills in a template with what is known of a case, and records who read what is sealed for it. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { Authorities } from '../../transparency/authorities.service';
import { CaseLog } from '../../transparency/case-log.service';
import { CaseSecrets } from '../../transparency/case-secrets.service';
import { toMs, zurichDate } from '../../transparency/zurich-time';
import { Acts } from '../audit/acts.service';
import { type FilledReply, filledReply, type ReplyFacts } from './placeholders';
import type { Language, TemplateVersion } from './template';

@Injectable()
export class ReplyDesk {
  constructor(
    private readonly log: CaseLog,
    private readonly secrets: CaseSecrets,
    private readonly authorities: Authorities,
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws NotAllowed once the case is erased. */
  async fillIn(
    caseId: string,
    { version, language, text }: { version: TemplateVersion; language: Language; text: string },
    by: string,
  ): Promise<FilledReply> {
    const facts = await this.factsOf(caseId);
    const details = { template: version.replyId, version: version.version, language };
    await this.acts.record(this.database, { by, kind: 'reply_filled_in', subject: caseId, details });
    return filledReply(text, language, facts);
  }

  private async factsOf(caseId: string): Promise<ReplyFacts> {
    const { facts } = await this.log.state(caseId);
    const { reference, identifiers } = await this.secrets.open(caseId);
    const authority = facts.authorityId == null ? undefined : await this.authorities.one(facts.authorityId);
    return {
      authority: authority?.name,
      theirReference: reference ?? undefined,
      ourReference: facts.publicId,
      receivedOn: facts.receivedDate,
      answerBy: facts.deadlineAt === null ? undefined : zurichDate(toMs(facts.deadlineAt)),
      today: zurichDate(this.clock.now()),
      identifiers: identifiers.map((one) => one.identifier),
      identifierCount: facts.targets.length || facts.targetCount,
    };
  }
}
