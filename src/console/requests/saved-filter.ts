/** A view of the list of cases that somebody keeps under a name of their own. */
export interface SavedFilter {
  readonly id: string;
  readonly name: string;
  /** The query of its address. */
  readonly query: string;
}
