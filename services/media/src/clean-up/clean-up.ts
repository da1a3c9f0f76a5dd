import { streamEnds } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import { call } from '@messenger/messaging';
import { attachmentsInUse, chatStreams, directoryStream, encodeCursor, type Id, isRefusal } from '@messenger/proto';
import { sql } from 'kysely';
import { removeObjects } from '../attachments/remove-objects.ts';
import type { Deps } from '../deps.ts';
import { removed } from '../metrics.ts';

/** When what may be removed. */
export type CleanUpTiming = {
  /** An upload that no message and no profile has after this is removed. */
  unattachedSeconds: number;
  /** How often each image of a message is looked at again. */
  recheckSeconds: number;
};

const batch = 500;

/**
 * Removes what an interrupted upload left, uploads that nothing was made of, and the images of deleted messages. Nothing
 * else ever: pictures of profiles and groups stay, and so does whatever the read model cannot be asked about.
 */
export async function cleanUp(deps: Deps, timing: CleanUpTiming): Promise<void> {
  await dropUnclaimed(deps, timing);
  await dropUnused(deps, timing);
  await removeLeftovers(deps);
}

/** Several instances at once take different ones; one that dies with some leaves them for later. */
async function removeLeftovers(deps: Deps): Promise<void> {
  const due = await sql<{ object_id: Id }>`
    update media.leftovers set due_at = now() + interval '1 minute' where object_id in (
      select object_id from media.leftovers where due_at <= now() limit ${batch} for update skip locked)
    returning object_id`.execute(deps.db);
  await removeObjects(
    deps,
    due.rows.map((row) => row.object_id),
  );
}

async function dropUnclaimed({ db }: Deps, { unattachedSeconds }: CleanUpTiming): Promise<void> {
  const { rows } = await sql`
    with gone as (
      delete from media.attachments where id in (
        select id from media.attachments
        where claimed_for is null and created_at < now() - make_interval(secs => ${unattachedSeconds})
        limit ${batch} for update skip locked)
      returning object_id)
    insert into media.leftovers select object_id, now() from gone returning object_id`.execute(db);
  removed.inc({ reason: 'unclaimed' }, rows.length);
}

type Claimed = { id: Id; claimed_at: Date; is_old: boolean };

/**
 * What was claimed for a message is in use once the message is in the log. So the read model is asked as of the log's
 * end, which is taken after the claim; and if a message was claimed for anew meanwhile, it stays.
 */
async function dropUnused(deps: Deps, timing: CleanUpTiming): Promise<void> {
  const { bus, db, log } = deps;
  const claimed = await nextClaimed(deps, timing);
  if (claimed.length === 0) return;
  const asked = { ids: claimed.map(({ id }) => id), minPosition: await endOfLog(deps) };
  const answer = await call(bus, attachmentsInUse, asked, { requestId: newId() });
  if (isRefusal(answer)) return log.info({ code: answer.code }, 'the read model cannot say which images are in use');
  const used = new Set(answer.value.used);
  const deleted = new Set(answer.value.deleted);
  // A message that is not there may be waiting on a device still, to be sent; one that was deleted is not.
  const unused = claimed.filter(({ id, is_old }) => !used.has(id) && (is_old || deleted.has(id)));
  if (unused.length === 0) return;
  const { rows } = await sql`
    with unused as (select * from json_to_recordset(${JSON.stringify(unused)}) as u(id uuid, claimed_at timestamptz)),
    gone as (
      delete from media.attachments a using unused u
      where a.id = u.id and date_trunc('milliseconds', a.claimed_at) = u.claimed_at
      returning a.object_id)
    insert into media.leftovers select object_id, now() from gone returning object_id`.execute(db);
  removed.inc({ reason: 'unused' }, rows.length);
}

/** Those that were not looked at for the longest time. */
async function nextClaimed({ db }: Deps, timing: CleanUpTiming): Promise<Claimed[]> {
  const { unattachedSeconds, recheckSeconds } = timing;
  const { rows } = await sql<Claimed>`
    update media.attachments set checked_at = now() where id in (
      select id from media.attachments
      where claimed_for <> 'avatar' and checked_at < now() - make_interval(secs => ${recheckSeconds})
      order by checked_at limit ${batch} for update skip locked)
    returning id, date_trunc('milliseconds', claimed_at) as claimed_at,
              created_at < now() - make_interval(secs => ${unattachedSeconds}) as is_old`.execute(db);
  return rows;
}

/** Receipts are nothing to it: they have no images. */
async function endOfLog({ events }: Deps): Promise<string> {
  const { shape } = events;
  const streams = await streamEnds(events, [directoryStream, ...chatStreams(shape)]);
  return encodeCursor({ generation: shape.generation, streams });
}
