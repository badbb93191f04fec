/** What somebody asked for cannot be done; the message says why, to be shown to them, and nothing was changed. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
  /** `field`: the field of the form that it is about. */
  constructor(
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}
