import { newestOwn as endpoint } from '@messenger/proto';
import { sql } from 'kysely';
import type { Query } from './query.ts';

type Row = { ordinals: number[] };

/** Whose messages stand where in a chat, for the counts that gateways tell authors; one index look-up each. */
export const newestOwn: Query<typeof endpoint, Row> = {
  endpoint,
  select: ({ chatId, of }) => sql<Row>`
    select coalesce(jsonb_agg(coalesce(newest.ordinal, 0) order by asked.place), '[]') as ordinals
    from jsonb_to_recordset(${JSON.stringify(of.map((one, place) => ({ ...one, place })))}::jsonb)
           as asked("userId" uuid, "upTo" bigint, place integer)
    left join lateral (
      select msg.ordinal from messages msg
      where msg.chat_id = ${chatId} and msg.sender_id = asked."userId" and msg.kind = 'user'
        and msg.ordinal <= asked."upTo"
      order by msg.ordinal desc limit 1
    ) newest on true`,
  answer: ([row]) => ({ ordinals: row?.ordinals ?? [] }),
};
