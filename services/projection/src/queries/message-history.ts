import { raw } from '@messenger/messaging';
import { notFound, queries } from '@messenger/proto';
import { sql } from 'kysely';
import { messagesNamed } from './access.ts';
import { cutByBytes, maxReplyBytes } from './bytes.ts';
import { ambiguous } from './message.ts';
import type { Query } from './query.ts';

type Row = { edits: string[] };

/** The texts that a message had, oldest first, the original and the newest in any case; none of a deleted one. */
export const messageHistory: Query<typeof queries.messageHistory, Row> = {
  endpoint: queries.messageHistory,
  select: ({ by, messageId, chatId }) => sql<Row>`
    select case
      when msg.deleted_at is not null then '{}'
      when msg.edited_at is null
        then array[jsonb_build_object('text', msg.text, 'at', wire_time(msg.sent_at))::text]
      else array(
        select jsonb_build_object('text', e.text, 'at', wire_time(e.at))::text
        from edits e where e.chat_id = msg.chat_id and e.message_id = msg.message_id order by e.version)
      end as edits
    from ${messagesNamed(by, messageId, chatId)} where msg.kind = 'user' limit 2`,
  answer([row, second]) {
    if (second) return ambiguous();
    return row ? raw(historyJson(row.edits)) : notFound();
  },
};

function historyJson([original = '', ...later]: string[]): string {
  const newest = cutByBytes(later.toReversed(), (edit) => edit, maxReplyBytes - Buffer.byteLength(original)).reverse();
  const edits = original ? [original, ...newest].join() : '';
  return `{"edits":[${edits}]${newest.length < later.length ? ',"truncated":true' : ''}}`;
}
