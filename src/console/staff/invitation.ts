/** An invitation: a link that makes a member of staff of whoever has it, once. */
import type { StaffRole } from '../frame/permissions';

export interface Invitation {
  readonly id: string;
  readonly staffId: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** With whom it is for. */
export interface OpenInvitation extends Invitation {
  readonly name: string;
  readonly roles: readonly StaffRole[];
}

/** A link that works, and what is shown to whoever has it. */
export interface OpenedLink {
  readonly invitation: OpenInvitation;
  /** For the authenticator app, if they choose a password. */
  readonly totpSecret: Buffer;
}

/** A link that was never given, or is used, revoked, replaced or out of date. */
export class LinkOver extends Error {
  override readonly name = 'LinkOver';
}
