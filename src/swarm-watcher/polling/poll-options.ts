/** How hard swarms are polled. */
export class PollOptions {
  constructor(
    /** Shortest time between two polls of one account at one member, ms. */
    readonly intervalMs: number,
    /** Requests that may be under way at once. */
    readonly concurrency: number,
  ) {}
}
