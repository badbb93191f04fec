/** What a command of `npm run relay` is: each room brings its own, the root joins them. */
import type { ParseArgsConfig } from 'node:util';

export type VerbOptions = Readonly<Record<string, string | boolean | undefined>>;

export interface Verb {
  /** As it is typed, with its arguments in capitals. */
  readonly usage: string;
  readonly purpose: string;
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  readonly run: (args: string[], options: VerbOptions) => Promise<void>;
}

/** By the one or two words that are typed. */
export type Verbs = Readonly<Record<string, Verb>>;

/** Something the caller can mend; shown without a stack. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

export function onlyArgument(args: readonly string[], name: string): string {
  const [value, ...more] = args;
  if (value === undefined || more.length > 0) throw new Misuse(`this verb takes exactly one ${name}`);
  return value;
}
