import type { Db } from '@messenger/read-model';
import { sql } from 'kysely';
import { chatsOf } from '../queries/access.ts';
import { chatJson } from '../queries/chat-json.ts';
import { type ChangeRow, type Changes, changesOf, firstOf, maxChanges } from './changes.ts';
import type { Stretch } from './resumption.ts';

/** A chat of which a device missed more events than this is not told event by event. */
export const maxMissed = 500;

/**
 * What a user missed of the chats of one stream. A chat that was joined within the stretch comes whole, one that was
 * left is removed, one with too many missed events is reset, of any other come the numbered pushes. Of a group that was
 * deleted its deletion alone does: what came before it nobody can ask for any more.
 *
 * Each change stands at one sequence, and whether it is part of the stretch depends on the stretch alone: so a page may
 * end between any two of them, and the rest of the stretch is exactly what the next page brings.
 */
export async function chatChanges(tx: Db, by: string, stretch: Stretch, budget: number): Promise<Changes> {
  const { rows } = await selectChatChanges(by, stretch, budget).execute(tx);
  return changesOf(rows);
}

/** Limits inside the laterals keep this to index look-ups chat by chat, however much of the log a stretch spans. */
export function selectChatChanges(by: string, { stream, from, at, to }: Stretch, budget: number) {
  const versionAt = (seq: number) => sql`coalesce((
    select e.version from chat_event e where e.chat_id = mine.chat_id and e.seq <= ${seq}::bigint
    order by e.seq desc limit 1), 0)`;
  const within = (seq: string) => sql`${sql.ref(seq)} > ${at}::bigint and ${sql.ref(seq)} <= ${to}::bigint`;

  const changed = sql`
    with mine as (
      select m.chat_id, m.removed, m.joined_seq, m.seq as removed_seq,
             c.deleted and c.seq = m.seq as deleted
      from members m join chats c on c.id = m.chat_id
      where m.user_id = ${by} and c.stream = ${stream} and c.seq > ${at}::bigint
    ),
    held as materialized (
      select mine.chat_id, ${versionAt(to)} as version, ${versionAt(to)} - ${versionAt(from)} > ${maxMissed} as too_many
      from mine where not mine.removed and mine.joined_seq <= ${from}::bigint
    ),
    change as (
      select removed_seq as seq,
             case when deleted then 'event' else 'removed' end as kind, chat_id, null::bigint as version
      from mine where removed and ${within('removed_seq')}
      union all
      select joined_seq, 'added', chat_id, null
      from mine where not removed and ${within('joined_seq')}
      union all
      select missed.seq, 'reset', held.chat_id, held.version
      from held cross join lateral (
        select e.seq from chat_event e where e.chat_id = held.chat_id and e.seq > ${from}::bigint
        order by e.seq limit 1
      ) missed
      where held.too_many and ${within('missed.seq')}
      union all
      select told.seq, 'event', held.chat_id, null
      from held cross join lateral (
        select e.seq from chat_event e where e.chat_id = held.chat_id and ${within('e.seq')}
        order by e.seq limit ${sql.lit(maxMissed)}
      ) told
      where not held.too_many
      order by seq limit ${sql.lit(maxChanges + 1)}
    )
    select change.*, e.push as event_push,
           -- A whole chat is made only for those that the page takes, so its weight is estimated here.
           coalesce(octet_length(e.push), 1000) + 1 as weight
    from change left join lateral (
      select e.push from chat_event e
      where change.kind = 'event' and e.chat_id = change.chat_id and e.seq = change.seq limit 1
    ) e on true`;

  return sql<ChangeRow>`
    select change.seq, change.next, case change.kind
      when 'event' then change.event_push
      when 'added' then jsonb_build_object('type', 'chat:added', 'chatId', c.id, 'at', wire_time(m.joined_at),
                                           'data', jsonb_build_object('chat', ${chatJson(by, 'whole')}))::text
      when 'reset' then jsonb_build_object('type', 'chat:reset', 'chatId', change.chat_id, 'version', change.version,
                                           'data', jsonb_build_object('version', change.version))::text
      else jsonb_build_object('type', 'chat:removed', 'chatId', change.chat_id, 'data', '{}'::jsonb)::text
    end as push
    from (${firstOf(changed, budget)}) change
    left join (${chatsOf(by)}) on change.kind = 'added' and c.id = change.chat_id
    order by change.seq`;
}
