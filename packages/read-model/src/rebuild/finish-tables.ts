import { Slots } from '@messenger/kit';
import { type RawBuilder, sql } from 'kysely';
import type { Index } from '../beside/indexes.ts';
import { tablesOf } from '../beside/tables.ts';
import type { Db } from '../database/database.ts';

/** As many as the database has connections for it beside those that write. */
const atOnce = 2;

/**
 * What makes queries on the new tables as fast as on the old: visibility map, indexes, statistics. Each table in this
 * order, since what is vacuumed is looked up in every index there is, and some statistics are of what is indexed. The
 * biggest table begins, with the index that takes longest: the rest is done beside it.
 * @throws once nothing runs any more
 */
export async function finishTables(db: Db, indexes: Index[], signal: AbortSignal): Promise<void> {
  const slots = new Slots(atOnce);
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const run = (statement: RawBuilder<unknown>) =>
    slots.run(async () => {
      stop.throwIfAborted();
      await statement.execute(db).catch((error) => {
        failed.abort(error);
        throw error;
      });
    });
  const finish = async (name: string) => {
    const table = sql.ref(name);
    await run(sql`vacuum ${table}`);
    const own = indexes.filter((index) => index.table === name).sort((a, b) => Number(isGin(b)) - Number(isGin(a)));
    await Promise.allSettled(own.map(({ definition }) => run(sql.raw(definition))));
    await run(sql`analyze ${table}`);
    await run(sql`alter table ${table} reset (autovacuum_enabled)`);
  };
  await Promise.allSettled((await tablesOf(db)).map(finish));
  stop.throwIfAborted();
}

const isGin = ({ definition }: Index) => / using gin /i.test(definition);
