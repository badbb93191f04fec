/** What is said to whoever acts on a case that is not any more as they saw it. */

/** Somebody else changed the case meanwhile: look again. Nothing was recorded. */
export class CaseChanged extends Error {
  override readonly name = 'CaseChanged';

  constructor() {
    super('somebody changed the case meanwhile; look at it again');
  }
}
