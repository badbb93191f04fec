/** What of an account is watched, and whether it can be without a delegation: from the settings. */
export class WatchPolicy {
  constructor(
    /** Whether phones that send no delegation are taken. */
    readonly monitorOn: boolean,
    /** Namespaces whose messages wake a phone, ascending. */
    readonly wakeNamespaces: readonly number[],
  ) {}
}
