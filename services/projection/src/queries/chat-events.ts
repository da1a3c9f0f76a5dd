import { raw } from '@messenger/messaging';
import { notFound, queries } from '@messenger/proto';
import { sql } from 'kysely';
import { chatsOf, isChat } from './access.ts';
import { maxReplyBytes } from './bytes.ts';
import type { Query } from './query.ts';

/** `push` is null in the single row of an empty page; `more`: there are others behind this one. */
type Row = { chat_version: number; push: string | null; more: boolean | null };

/** The numbered pushes of a chat after a version: the gap that a client found. */
export const chatEvents: Query<typeof queries.chatEvents, Row> = {
  endpoint: queries.chatEvents,
  select: ({ by, chat, after, limit, maxBytes = maxReplyBytes }) => sql<Row>`
    with mine as (select c.id, c.version from ${chatsOf(by)} where ${isChat(chat)} limit 1)
    select mine.version as chat_version, page.push, page.more
    from mine left join lateral (
      select * from (
        select e.version, e.push,
               row_number() over (order by e.version) as number,
               lead(true) over (order by e.version) as more,
               sum(octet_length(e.push) + 1) over (order by e.version) as bytes
        from (
          select * from chat_event e where e.chat_id = mine.id and e.version > ${after}::bigint
          order by e.version limit ${limit + 1}
        ) e
      ) e
      where e.number <= ${limit} and (e.number = 1 or e.bytes <= ${maxBytes}::bigint)
    ) page on true
    order by page.version`,
  answer(rows) {
    const [first] = rows;
    if (!first) return notFound();
    const pushes = rows.flatMap((row) => row.push ?? []);
    const truncated = rows.at(-1)?.more === true;
    return raw(`{"events":[${pushes.join()}],"version":${first.chat_version},"truncated":${truncated}}`);
  },
};
