import { raw } from '@messenger/messaging';
import { notFound, queries, refuse } from '@messenger/proto';
import { sql } from 'kysely';
import { messagesNamed } from './access.ts';
import { ambiguous } from './message.ts';
import type { Query } from './query.ts';
import { otherCursors, othersIn } from './receipts-sql.ts';

type Row = { allowed: boolean; receipts: string };

const list = (reached: typeof otherCursors.shownRead) => sql`coalesce((
  select jsonb_agg(jsonb_build_object('userId', them.user_id) order by them.joined_seq, them.user_id)
  from ${othersIn(sql`msg.chat_id`, sql`msg.sender_id`)} and ${reached} >= msg.ordinal), '[]'::jsonb)`;

/** Who has a message, and who has read it and lets it be known; in a group only its author may ask. */
export const messageReceipts: Query<typeof queries.messageReceipts, Row> = {
  endpoint: queries.messageReceipts,
  select: ({ by, messageId, chatId }) => sql<Row>`
    select mine.kind = 'direct' or msg.sender_id = ${by} as allowed,
           jsonb_build_object('delivered', ${list(otherCursors.delivered)},
                              'read', ${list(otherCursors.shownRead)})::text as receipts
    from ${messagesNamed(by, messageId, chatId)} where msg.kind = 'user' limit 2`,
  answer([row, second]) {
    if (second) return ambiguous();
    if (!row) return notFound();
    return row.allowed ? raw(row.receipts) : refuse('forbidden', 'Only the author of a message sees who has read it.');
  },
};
