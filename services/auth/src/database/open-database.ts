import type { Logger } from '@messenger/kit';
import { openPool } from '@messenger/kit/postgres';
import { Kysely, PostgresDialect } from 'kysely';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** A bounded pool. Disposing closes it. */
export function openDatabase(url: string, { size, log }: { size: number; log: Logger }): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, { size, name: 'auth', log }) }) });
}
