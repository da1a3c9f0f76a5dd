import { raw } from '@messenger/messaging';
import { notFound, queries, refuse } from '@messenger/proto';
import { sql } from 'kysely';
import { chatsOf } from './access.ts';
import { messageJson } from './message-json.ts';
import type { Query } from './query.ts';

type Row = { message: string };

/** One message of the caller's chats. Ids are chosen by clients, so two chats may hold the same. */
export const message: Query<typeof queries.message, Row> = {
  endpoint: queries.message,
  select: ({ by, messageId, chatId }) => sql<Row>`
    select ${messageJson}::text as message
    from messages msg join (select c.id from ${chatsOf(by)}) mine on mine.id = msg.chat_id
    where msg.message_id = ${messageId} ${chatId === undefined ? sql`` : sql`and msg.chat_id = ${chatId}`}
    limit 2`,
  answer([row, second]) {
    if (second) return refuse('ambiguous', 'Two of your chats hold a message with this id: say which chat is meant.');
    return row ? raw(`{"message":${row.message}}`) : notFound();
  },
};
