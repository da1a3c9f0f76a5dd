import { raw } from '@messenger/messaging';
import { notFound, queries } from '@messenger/proto';
import { sql } from 'kysely';
import { chatsOf, isChat } from './access.ts';
import { chatJson } from './chat-json.ts';
import { withPlainExcerpts } from './excerpts.ts';
import type { Query } from './query.ts';

type Row = { chat: string };

/** One chat of the caller's, with all its members. */
export const chat: Query<typeof queries.chat, Row> = {
  endpoint: queries.chat,
  select: ({ by, chat }) => sql<Row>`
    select (${chatJson(by, 'whole')})::text as chat from ${chatsOf(by)} where ${isChat(chat)}
    order by c.id limit 1`,
  answer: ([row]) => (row ? raw(withPlainExcerpts(`{"chat":${row.chat}}`)) : notFound()),
};
