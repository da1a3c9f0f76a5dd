import { raw } from '@messenger/messaging';
import { notFound, queries, refuse } from '@messenger/proto';
import { sql } from 'kysely';
import { messagesNamed } from './access.ts';
import { withPlainExcerpts } from './excerpts.ts';
import { messageJson } from './message-json.ts';
import type { Query } from './query.ts';

type Row = { message: string };

/** Two of the caller's chats hold a message with the id that was asked for. */
export const ambiguous = () =>
  refuse('ambiguous', 'Two of your chats hold a message with this id: say which chat is meant.');

/** One message of the caller's chats. */
export const message: Query<typeof queries.message, Row> = {
  endpoint: queries.message,
  select: ({ by, messageId, chatId }) => sql<Row>`
    select ${messageJson(by)}::text as message from ${messagesNamed(by, messageId, chatId)} limit 2`,
  answer([row, second]) {
    if (second) return ambiguous();
    return row ? raw(withPlainExcerpts(`{"message":${row.message}}`)) : notFound();
  },
};
