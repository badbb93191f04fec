/** Why the door does not open. */
import type { Means } from '../staff/account';

/** Nobody is signed in, or the session is over. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}

/** Somebody is signed in whose roles do not allow it. */
export class NotPermitted extends Error {
  override readonly name = 'NotPermitted';
}

/** The act demands a fresh proof of who acts. */
export class StepUpNeeded extends Error {
  override readonly name = 'StepUpNeeded';
  /** `means`: what they can give it with. */
  constructor(readonly means: Means) {
    super();
  }
}

/** The form was not sent by a page of this session, or is older than it. */
export class FormNotOurs extends Error {
  override readonly name = 'FormNotOurs';
}

/** What was sent is no form this route takes; the message says what it takes. */
export class UnfitForm extends Error {
  override readonly name = 'UnfitForm';
}

/** Other forms with files are being read: as much is in memory as may be. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}
