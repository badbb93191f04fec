/** SQL through the one DataSource: statements, transactions that are tried again after a deadlock, and what "away" means. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ClientBase, QueryResultRow } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { Health } from '../telemetry/health.service';

/** Anything that runs SQL: the DataSource itself or the manager of a transaction. */
export interface Sql {
  query<Row = unknown>(statement: string | Prepared, parameters?: unknown[]): Promise<Row[]>;
}

/** Postgres cuts names after 63. */
const NAME_DIGITS = 32;

/**
 * A statement that each connection parses once and plans for any values. For hundreds of keys at once Postgres otherwise
 * makes a plan for just these, and it is to read the whole table.
 */
export class Prepared {
  readonly name: string;

  constructor(readonly text: string) {
    this.name = createHash('sha256').update(text).digest('hex').slice(0, NAME_DIGITS);
  }
}

/** The database is not there, or not able to answer in time; the same call may succeed later. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}

const DEADLOCK = '40P01';
const SERIALISATION = '40001';
const RETRIES = 5;

/** Classes of SQLSTATE in which nothing is wrong with the statement: connection, resources, operator intervention. */
const AWAY_CLASSES = new Set(['08', '53', '57', '58']);

@Injectable()
export class Database {
  constructor(
    @InjectDataSource() readonly dataSource: DataSource,
    health: Health,
  ) {
    health.register('database', () => this.query('SELECT 1'));
  }

  /** Rows of one statement. Throws DatabaseAway when the database is not there. */
  async query<Row = unknown>(statement: string | Prepared, parameters: unknown[] = []): Promise<Row[]> {
    return this.translate(async () => {
      const runner = this.dataSource.createQueryRunner();
      try {
        return await run<Row>(runner, statement, parameters);
      } finally {
        await runner.release();
      }
    });
  }

  /**
   * One transaction; `work` may run several times when Postgres breaks a deadlock, so it must touch nothing else.
   * Throws DatabaseAway when the database is not there.
   */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.translate(() => this.dataSource.transaction((manager) => work(sqlOf(manager))));
      } catch (error) {
        if (attempt >= RETRIES || !isConflict(error)) throw error;
      }
    }
  }

  private async translate<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAway(error)) throw new DatabaseAway(`the database is away (${codeOf(error) ?? 'no connection'})`);
      throw error;
    }
  }
}

function sqlOf({ queryRunner }: EntityManager): Sql {
  return {
    query: <Row>(statement: string | Prepared, parameters: unknown[] = []) =>
      run<Row>(queryRunner as QueryRunner, statement, parameters),
  };
}

async function run<Row>(runner: QueryRunner, statement: string | Prepared, parameters: unknown[]): Promise<Row[]> {
  if (typeof statement === 'string') return rowsOf<Row>(await runner.query(statement, parameters));
  // TypeORM knows no names of statements, but lends its connection.
  const client: ClientBase = await runner.connect();
  const { name, text } = statement;
  return (await client.query<Row & QueryResultRow>({ name, text, values: parameters })).rows;
}

/** TypeORM answers `[rows, count]` for UPDATE and DELETE and plain rows for everything else. */
function rowsOf<Row>(result: unknown): Row[] {
  const pair =
    Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';
  return (pair ? result[0] : result) as Row[];
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown }).code ?? (error as { driverError?: { code?: unknown } }).driverError?.code;
  return typeof code === 'string' ? code : undefined;
}

function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === DEADLOCK || code === SERIALISATION;
}

function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) {
    return AWAY_CLASSES.has(code.slice(0, 2)) || /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND)/.test(code);
  }
  const message = error instanceof Error ? error.message : '';
  return /connection (terminated|timeout|ended)|timeout (exceeded|expired)|not queryable|Client has encountered|is not (connected|initialized|established)|after calling end|already released/i.test(
    message,
  );
}
