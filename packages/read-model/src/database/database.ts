import type { Logger } from '@messenger/kit';
import { openPool } from '@messenger/kit/postgres';
import { Kysely, PostgresDialect } from 'kysely';

/** Statements are written in SQL, so the tables have no types of their own: the integration tests hold them to it. */
export type Db = Kysely<unknown>;

export type DatabaseOptions = {
  url: string;
  /** The schema of the read model: `read`, or `read_<id>` while it is rebuilt. Statements name tables without it. */
  schema: string;
  applicationName: string;
  /** What the pool is called in the metrics, the same in every process: `applicationName` unless said otherwise. */
  poolName?: string;
  maxConnections: number;
  /** Milliseconds after which the server cancels a statement. */
  statementTimeoutMs: number;
  /** Milliseconds that connecting may take. */
  connectTimeoutMs?: number;
  /** Milliseconds after which the server ends a transaction whose client stands still; it holds locks until then. */
  idleInTransactionMs?: number;
  /** False: a commit may be lost in a crash of the server, which a follower notices by its checkpoint. */
  synchronousCommit?: boolean;
  /** More settings of the sessions, by name. */
  settings?: Record<string, string>;
  log: Logger;
};

const schemaPattern = /^[a-z][a-z0-9_]{0,50}$/;

/** A pool of connections whose search path is the schema; connects when first used. Dispose with `destroy`. */
export function openDatabase(options: DatabaseOptions): Db {
  const { url, schema, applicationName, maxConnections, statementTimeoutMs, log } = options;
  const { idleInTransactionMs = 0, synchronousCommit = true } = options;
  const settings = {
    search_path: `${checkedSchema(schema)},public`,
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    synchronous_commit: synchronousCommit ? 'on' : 'off',
    timezone: 'UTC',
    jit: 'off',
    ...options.settings,
  };
  const config = {
    connectionString: url,
    application_name: applicationName,
    max: maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  };
  const pool = openPool(config, { name: options.poolName ?? applicationName, log });
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
}

/** The name of a schema, fit to stand unquoted in a statement. @throws if it is not */
export function checkedSchema(schema: string): string {
  if (!schemaPattern.test(schema)) throw new Error(`not a schema name: ${schema}`);
  return schema;
}
