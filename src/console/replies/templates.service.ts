/** Templates of replies: one person writes a version, another approves it, and only then it may be used. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { NotAllowed } from '../../transparency/approval';
import { Acts } from '../audit/acts.service';
import { type NewVersion, type Template, whyNotDecided } from './template';
import { type Decided, TemplateRepository } from './template.repository';

@Injectable()
export class Templates {
  constructor(
    private readonly database: Database,
    private readonly templates: TemplateRepository,
    private readonly acts: Acts,
    private readonly clock: Clock,
  ) {}

  list(): Promise<Template[]> {
    return this.templates.list(this.database);
  }

  one(id: string): Promise<Template | undefined> {
    return this.templates.one(this.database, id);
  }

  /** The first version of a new one; answers its id. */
  async begin(given: NewVersion, by: string): Promise<string> {
    const id = randomUUID();
    await this.write(id, 0, given, by);
    return id;
  }

  /** The version after the one that was seen. Throws NotAllowed when somebody was quicker. */
  async write(replyId: string, seen: number, given: NewVersion, by: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      const version = seen + 1;
      const isAfterNewest = ((await this.templates.one(sql, replyId))?.versions[0].version ?? 0) === seen;
      const at = new Date(this.clock.now());
      if (!isAfterNewest || !(await this.templates.add(sql, { replyId, version, by, at }, given))) {
        throw new NotAllowed('somebody wrote another version meanwhile; look at it first');
      }
      await this.acts.record(sql, { by, kind: 'reply_written', subject: replyId, details: { version } });
    });
  }

  /** Throws NotAllowed with the reason; then nothing is decided. */
  async decide(id: string, version: number, { by, decision, note }: Omit<Decided, 'at'>): Promise<void> {
    await this.database.transaction(async (sql) => {
      const template = await this.templates.one(sql, id);
      const reason = template === undefined ? 'there is no such template' : whyNotDecided(template, version, by);
      if (reason !== undefined) throw new NotAllowed(reason);
      const decided = { by, at: new Date(this.clock.now()), decision, note };
      if (!(await this.templates.decide(sql, id, version, decided))) throw new NotAllowed('it is decided already');
      await this.acts.record(sql, { by, kind: 'reply_decided', subject: id, details: { version, decision } });
    });
  }
}
