/** Settings from the environment: each room declares its section, all are read once, and every fault is told at once. */
import { z } from 'zod';

/**
 * The settings of one room. The keys of `shape` are the names of environment variables.
 * A variable whose name ends in `_FILE` names a file: `shape` sees the file's text instead of its path.
 */
export interface Section<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly shape: Shape;
  /** What the section is for, as shown by `config:example`. */
  readonly purpose: string;
  /** One line for every variable, as shown by `config:example`. */
  readonly help: { readonly [K in keyof Shape]: string };
  /** Faults that only several variables together show, one line each; `given`: the names of those that are set. */
  check?(given: ReadonlySet<string>): readonly string[];
}

export function section<Shape extends z.ZodRawShape>(
  purpose: string,
  shape: Shape,
  help: { readonly [K in keyof Shape]: string },
  check?: Section['check'],
): Section<Shape> {
  return { purpose, shape, help, check };
}

/** A check that variables are set all together or not at all; `what` is what they make possible. */
export function allOrNone(what: string, ...names: readonly string[]) {
  return (given: ReadonlySet<string>): string[] => {
    const missing = names.filter((name) => !given.has(name));
    if (missing.length === 0 || missing.length === names.length) return [];
    return missing.map((name) => `${name} is required for ${what} (or set none of ${names.join(', ')})`);
  };
}

export type SettingsOf<S> = S extends Section<infer Shape> ? z.infer<z.ZodObject<Shape>> : never;

/** Carries every fault found, one line each; the lines name the variable and say what it must be, never its value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** Variables that begin like ours but are not declared are refused: a mistyped name must not pass in silence. */
const OUR_PREFIXES =
  /^(APNS|FCM|HUAWEI|UNIFIED_PUSH|WATCH|POLL|WAKE|SEED|ONION|RELAY|DATA_KEYS|REPORT|CONSOLE|OPS|PUBLIC_URL|PUBLIC_HOST|DATABASE|REDIS)(_|$)/;

export interface Environment {
  readonly [name: string]: string | undefined;
}

/** Reads sections out of an environment; `readFile` gets a path and gives the text, or throws. */
export class Settings {
  private constructor(private readonly values: ReadonlyMap<Section, unknown>) {}

  /** `sections`: those this role needs. `known`: those any role knows, so that their variables are not refused. */
  static read(
    environment: Environment,
    sections: readonly Section[],
    known: readonly Section[],
    readFile: (path: string) => string,
  ): Settings {
    const faults = unknownVariables(environment, [...sections, ...known]);
    const values = new Map<Section, unknown>();
    for (const wanted of new Set(sections)) {
      const input = inputOf(wanted, environment, readFile, faults);
      const result = z.object(wanted.shape).safeParse(input);
      if (!result.success) faults.push(...faultsOf(result.error, faults));
      else values.set(wanted, result.data);
      faults.push(...(wanted.check?.(givenOf(wanted, environment)) ?? []));
    }
    if (faults.length > 0) throw new SettingsError(faults);
    return new Settings(values);
  }

  get<S extends Section>(wanted: S): SettingsOf<S> {
    if (!this.values.has(wanted)) throw new Error(`A section of settings was not read: ${wanted.purpose}`);
    return this.values.get(wanted) as SettingsOf<S>;
  }
}

function unknownVariables(environment: Environment, sections: readonly Section[]): string[] {
  const known = new Set(sections.flatMap((one) => Object.keys(one.shape)));
  return Object.keys(environment)
    .filter((name) => OUR_PREFIXES.test(name) && !known.has(name))
    .sort()
    .map((name) => `${name} is not a setting of this service; look for a typing error or remove it`);
}

function givenOf(wanted: Section, environment: Environment): ReadonlySet<string> {
  return new Set(Object.keys(wanted.shape).filter((name) => isGiven(environment[name])));
}

/** An empty variable is one that is not set. */
function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function inputOf(
  wanted: Section,
  environment: Environment,
  readFile: (path: string) => string,
  faults: string[],
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of Object.keys(wanted.shape)) {
    const given = environment[name];
    if (!isGiven(given)) continue;
    if (!name.endsWith('_FILE')) {
      input[name] = given;
      continue;
    }
    try {
      input[name] = readFile(given);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
      faults.push(`${name} names a file that cannot be read (${reason})`);
    }
  }
  return input;
}

/** One line per variable; a variable whose file could not be read has had its line already. */
function faultsOf(error: z.ZodError, already: readonly string[]): string[] {
  return error.issues
    .map((issue) => {
      const name = String(issue.path[0] ?? 'settings');
      const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
      return { name, line: `${name} ${missing ? 'is required' : issue.message}` };
    })
    .filter(({ name }) => !already.some((line) => line.startsWith(`${name} `)))
    .map(({ line }) => line);
}
