import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/tables.ts';

const batch = 2_000;

/** Removes what can never be used again: refresh tokens and sessions whose time is over. In small batches. */
export async function cleanUp(db: Database, signal: AbortSignal): Promise<void> {
  await repeatedly(
    signal,
    db,
    sql`
    delete from auth.refresh_tokens where hash in (
      select hash from auth.refresh_tokens where expires_at < now() limit ${batch} for update skip locked)`,
  );
  await repeatedly(
    signal,
    db,
    sql`
    delete from auth.sessions where id in (
      select id from auth.sessions
       where expires_at < now() - interval '1 day' and (ended_at is null or announced_at is not null)
       limit ${batch} for update skip locked)`,
  );
}

async function repeatedly(signal: AbortSignal, db: Database, statement: RawBuilder<unknown>): Promise<void> {
  while (!signal.aborted) {
    const { numAffectedRows = 0n } = await statement.execute(db);
    if (numAffectedRows < batch) return;
  }
}
