import { raw } from '@messenger/messaging';
import { invalidField, queries } from '@messenger/proto';
import { sql } from 'kysely';
import { chatsOf } from './access.ts';
import { cutByBytes } from './bytes.ts';
import { chatJson } from './chat-json.ts';
import { decodeChatsCursor, encodeChatsCursor } from './chats-cursor.ts';
import { withPlainExcerpts } from './excerpts.ts';
import type { Query } from './query.ts';

type Row = { id: string; active_at: Date; chat: string };

/** The caller's chats, newest activity first. */
export const chats: Query<typeof queries.chats, Row> = {
  endpoint: queries.chats,
  select({ by, limit, cursor }) {
    const after = cursor === undefined ? undefined : decodeChatsCursor(cursor);
    if (cursor !== undefined && !after) return invalidField('/cursor', 'is not a cursor of the chat list');
    const beyond = after ? sql`and (c.active_at, c.id) < (${after.activeAt}, ${after.chatId}::uuid)` : sql``;
    // The page is chosen first, so that what is costly is made for its chats alone.
    return sql<Row>`
      select c.id, c.active_at, (${chatJson(by, 'listed')})::text as chat
      from (
        select c.id from ${chatsOf(by)} where true ${beyond}
        order by c.active_at desc, c.id desc limit ${limit + 1}
      ) page
      join (${chatsOf(by)}) on c.id = page.id
      order by c.active_at desc, c.id desc`;
  },
  answer(rows, { limit }) {
    const page = cutByBytes(rows.slice(0, limit), (row) => row.chat);
    const last = page.at(-1);
    const next =
      last && page.length < rows.length ? encodeChatsCursor({ activeAt: last.active_at, chatId: last.id }) : null;
    return raw(
      withPlainExcerpts(`{"chats":[${page.map((row) => row.chat).join()}],"nextCursor":${JSON.stringify(next)}}`),
    );
  },
};
