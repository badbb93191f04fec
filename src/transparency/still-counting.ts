/** The process has only just begun to count the log: whoever asks for figures comes back in a moment. */
export class StillCounting extends Error {
  override readonly name = 'StillCounting';

  /** Events of the log that are counted, and all of them. */
  constructor(
    readonly counted: number,
    readonly all: number,
  ) {
    super(`the log is still being counted: ${counted} of ${all} events`);
  }
}
