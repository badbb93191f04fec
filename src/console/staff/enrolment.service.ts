/** Turns an invitation into somebody who can sign in: the link is used up by the first who proves something with it. */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.service';
import type { Faults } from '../frame/form';
import { CredentialRepository } from './credential.repository';
import { Entrance } from './entrance.service';
import type { OpenedLink, OpenInvitation } from './invitation';
import { Invitations } from './invitations.service';
import { labelOf, type NewPasskeyForm, type NewPassword } from './new-credentials';
import { Passkeys } from './passkeys.service';
import { PasswordSetUp } from './password-set-up.service';
import type { RelyingParty } from './relying-party';
import { Sessions } from './sessions.service';
import type { Caller, Entry } from './sign-in';

export interface Enrolled {
  readonly entry: Entry;
  /** To be shown once; none for somebody who has a passkey only. */
  readonly recoveryCodes: readonly string[];
}

@Injectable()
export class Enrolment {
  constructor(
    private readonly database: Database,
    private readonly invitations: Invitations,
    private readonly credentials: CredentialRepository,
    private readonly setUp: PasswordSetUp,
    private readonly passkeys: Passkeys,
    private readonly sessions: Sessions,
    private readonly entrance: Entrance,
  ) {}

  /** Looking uses nothing up: mail programs look at links too. Throws LinkOver. */
  async open(token: string): Promise<OpenedLink> {
    const invitation = await this.invitations.opened(this.database, token);
    return { invitation, totpSecret: await this.setUp.newSecret(invitation.staffId) };
  }

  /** Throws LinkOver and TooBusy. */
  async withPassword(
    token: string,
    form: NewPassword & { readonly code: string },
    caller: Caller,
  ): Promise<Enrolled | { readonly faults: Faults }> {
    const { invitation, totpSecret } = await this.open(token);
    const checked = await this.setUp.prepare(invitation.name, totpSecret, form);
    if ('faults' in checked) return checked;
    return this.finish(token, caller, (sql, { staffId }) => this.setUp.store(sql, staffId, checked.prepared));
  }

  /** What a browser needs to make a passkey. Throws LinkOver. */
  async passkeyOptions(token: string, party: RelyingParty): Promise<object> {
    const { staffId, name } = await this.invitations.opened(this.database, token);
    return this.passkeys.creationOptions({ id: staffId, name }, { party, askedFor: askedToEnrol(token) });
  }

  /** Undefined when what the authenticator said does not hold. Throws LinkOver. */
  async withPasskey(token: string, { answer, label }: NewPasskeyForm, caller: Caller): Promise<Enrolled | undefined> {
    const { staffId } = await this.invitations.opened(this.database, token);
    const ceremony = { party: caller.party, askedFor: askedToEnrol(token) };
    const passkey = await this.passkeys.created(answer, ceremony, staffId, labelOf(label));
    if (passkey === undefined) return undefined;
    return this.finish(token, caller, async (sql) => {
      await this.passkeys.add(sql, passkey);
      return [];
    });
  }

  /** Uses the link up; whatever this person signed in with before is worth nothing from now on. */
  private finish(
    token: string,
    caller: Caller,
    setUp: (sql: Sql, invitation: OpenInvitation) => Promise<readonly string[]>,
  ): Promise<Enrolled> {
    return this.database.transaction(async (sql) => {
      const invitation = await this.invitations.opened(sql, token);
      const { staffId, name } = invitation;
      await this.invitations.use(sql, invitation);
      await this.credentials.clear(sql, staffId);
      await this.passkeys.removeAll(sql, staffId);
      await this.sessions.closeAll(sql, staffId);
      const recoveryCodes = await setUp(sql, invitation);
      const way = recoveryCodes.length > 0 ? 'password_added' : 'passkey_added';
      const entry = await this.entrance.enter(sql, { id: staffId, name }, caller, ['staff_enrolled', way]);
      return { entry, recoveryCodes };
    });
  }
}

function askedToEnrol(token: string): string {
  return `enrol ${token}`;
}
