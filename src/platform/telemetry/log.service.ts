/** The structured log: short sentences and counted facts, never an account, token, key, hash or address. */
import { Injectable, type LoggerService } from '@nestjs/common';
import { pino } from 'pino';

/** What a log line may carry beside its sentence. Names and numbers of things, never whose they are. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

const SPARINGLY_MS = 5_000;

@Injectable()
export class Log {
  private readonly saidSparingly = new Map<string, { at: number; since: number }>();
  private readonly out = pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });

  info(message: string, facts: Facts = {}): void {
    this.out.info(facts, message);
  }

  warn(message: string, facts: Facts = {}): void {
    this.out.warn(facts, message);
  }

  error(message: string, facts: Facts = {}): void {
    this.out.error(facts, message);
  }

  /** For what may happen thousands of times a second: said at once, then at most every few seconds with a count. */
  sparingly(level: 'warn' | 'error', message: string, facts: Facts = {}): void {
    const now = Date.now();
    const said = this.saidSparingly.get(message) ?? { at: 0, since: 0 };
    if (now - said.at < SPARINGLY_MS) {
      this.saidSparingly.set(message, { at: said.at, since: said.since + 1 });
      return;
    }
    this.saidSparingly.set(message, { at: now, since: 0 });
    this[level](message, said.since > 0 ? { ...facts, alsoTimes: said.since } : facts);
  }
}

/**
 * What a log line may say of an error: its class and code. Messages of drivers and of the network are left out,
 * because they quote what they choked on: rows, addresses, tokens.
 */
export function factsOf(error: unknown): Facts {
  if (typeof error !== 'object' || error === null) return { error: typeof error };
  const { name, code } = error as { name?: unknown; code?: unknown };
  return {
    error: typeof name === 'string' ? name : 'object',
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
  };
}

/** The framework's own lines: its warnings and errors by context only, for the same reason. */
export function frameworkLog(log: Log): LoggerService {
  const contextOf = (parameters: unknown[]) => {
    const last = parameters.at(-1);
    return typeof last === 'string' ? last : 'framework';
  };
  return {
    log: () => undefined,
    warn: (_message: unknown, ...parameters: unknown[]) =>
      log.warn('the framework warns', { context: contextOf(parameters) }),
    error: (message: unknown, ...parameters: unknown[]) =>
      log.error('the framework met an error', { context: contextOf(parameters), ...factsOf(message) }),
    fatal: (message: unknown) => log.error('the framework gives up', factsOf(message)),
  };
}
