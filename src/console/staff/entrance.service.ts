/** Opens a session for whoever has proved who they are, and closes it behind them. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Database, type Sql } from '../../platform/database/database.service';
import type { ActKind } from '../audit/act-kinds';
import { Acts } from '../audit/acts.service';
import type { Visitor } from '../frame/visitor';
import { knownBrowser, markOfBrowser } from './known-browser';
import { Sessions } from './sessions.service';
import type { Caller, Entry } from './sign-in';

/** Who comes in. */
interface Owner {
  readonly id: string;
  readonly name: string;
}

@Injectable()
export class Entrance {
  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
    private readonly sessions: Sessions,
    private readonly acts: Acts,
  ) {}

  /** `how` are the acts by which they proved it. */
  async enter(sql: Sql, { id, name }: Owner, caller: Caller, how: readonly ActKind[] = []): Promise<Entry> {
    const { agent, knownBrowser: mark = '' } = caller;
    const session = await this.sessions.open(id, agent, false, sql);
    for (const kind of [...how, 'signed_in' as const]) await this.acts.record(sql, { by: name, kind });
    const isKnown = knownBrowser(this.keys, mark, name) !== undefined;
    return { session, knownBrowser: isKnown ? mark : markOfBrowser(this.keys, name, randomBytes) };
  }

  /** Ends the session this is said in. */
  async leave({ staffId, sessionId, name }: Visitor): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.sessions.close(staffId, sessionId, sql);
      await this.acts.record(sql, { by: name, kind: 'signed_out' });
    });
  }
}
