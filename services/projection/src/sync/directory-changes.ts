import { contactPushType } from '@messenger/proto';
import type { Db } from '@messenger/read-model';
import { sql } from 'kysely';
import { chatsOf, isVisibleTo } from '../queries/access.ts';
import { ownUserJson, userCardJson, userJson } from '../queries/user-json.ts';
import { type ChangeRow, type Changes, changesOf, firstOf, maxChanges } from './changes.ts';
import type { Stretch } from './resumption.ts';

/** Where the user `u` last changed: to others, in anything but settings of their own. */
const changedFor = (by: string) => sql`case when u.id <> ${by} and u.quiet @> u.seq then lower(u.quiet) else u.seq end`;

/** What changed in a user's contacts, settings and the profiles that concern them: the state of each, the latest alone. */
export async function directoryChanges(tx: Db, by: string, { at, to }: Stretch, budget: number): Promise<Changes> {
  const types = JSON.stringify(contactPushType);
  const changed = sql`
    select seq, push, octet_length(push) + 1 as weight
    from (
      select k.seq, jsonb_build_object(
               'type', ${types}::jsonb ->> k.change, 'id', k.event_id, 'at', wire_time(k.at), 'by', k.by_id,
               'data', jsonb_build_object('id', k.pair_id, 'user', ${userCardJson}, 'direction', k.direction)
             )::text as push
      from contacts k join users u on u.id = k.other_id
      where k.user_id = ${by} and k.seq > ${at}::bigint and k.seq <= ${to}::bigint
      union all
      select shown.seq, jsonb_build_object(
               'type', 'user:updated', 'data', jsonb_build_object(
                 'user', case when u.id = ${by} then ${ownUserJson} else ${userJson} end))::text
      from users u cross join lateral (select ${changedFor(by)} as seq) shown
      where u.version > 1 and u.seq > ${at}::bigint and shown.seq > ${at}::bigint and shown.seq <= ${to}::bigint
        and ${isVisibleTo(by)}
      union all
      select s.seq, jsonb_build_object(
               'type', 'chat:settings', 'id', s.event_id, 'chatId', s.chat_id, 'at', wire_time(s.at), 'by', s.user_id,
               'data', jsonb_build_object('settings', s.settings))::text
      from chat_settings s
      where s.user_id = ${by} and s.seq > ${at}::bigint and s.seq <= ${to}::bigint
        and exists (select from ${chatsOf(by)} where c.id = s.chat_id)
    ) changed
    order by seq limit ${sql.lit(maxChanges + 1)}`;
  const { rows } = await sql<ChangeRow>`${firstOf(changed, budget)}`.execute(tx);
  return changesOf(rows);
}
