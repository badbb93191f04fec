/** The port to whatever may hold data that a request asks for; the composition root joins it to the other rooms. */

/** One query with a fixed text, in words a reader understands. */
export interface ResponsiveQuery {
  readonly id: string;
  readonly words: string;
}

/** Values of one row: only what the query names. */
export type ResponsiveRow = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

export abstract class ResponsiveData {
  abstract readonly queries: readonly ResponsiveQuery[];
  /** `identifiers` are normalised; those that the query does not understand have no rows. */
  abstract run(queryId: string, identifiers: readonly string[]): Promise<ResponsiveRow[]>;
}
