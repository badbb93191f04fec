/** A member of staff as the console knows them. */
import type { StaffRole } from '../frame/permissions';

export interface Person {
  /** Random; also what authenticators know them by, which may show it to others. */
  readonly id: string;
  /** The handle beside everything they did. */
  readonly name: string;
  readonly roles: readonly StaffRole[];
  readonly createdAt: Date;
  /** Another person, or `operator`. */
  readonly createdBy: string;
  /** Null while an invitation is all there is. */
  readonly enrolledAt: Date | null;
  readonly disabledAt: Date | null;
  /** A password goes with an authenticator app, always. */
  readonly hasPassword: boolean;
  readonly passkeys: number;
}

/** Whether this person can sign in. */
export function isActive(person: Pick<Person, 'enrolledAt' | 'disabledAt'>): boolean {
  return person.enrolledAt !== null && person.disabledAt === null;
}
