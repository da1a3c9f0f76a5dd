import { raw } from '@messenger/messaging';
import { notFound, queries } from '@messenger/proto';
import { sql } from 'kysely';
import { messagesNamed } from './access.ts';
import { cutByBytes, maxReplyBytes } from './bytes.ts';
import { ambiguous } from './message.ts';
import type { Query } from './query.ts';

/** `edits`: the original and the newest, as many as an answer could hold; `total`: of how many. */
type Row = { edits: string[]; total: number };

const editJson = (text: string, at: string, version: string) =>
  sql`jsonb_build_object('text', ${sql.ref(text)}, 'at', wire_time(${sql.ref(at)}), 'version', ${sql.ref(version)})::text`;

/**
 * The texts that a message had before a version, oldest first, the original and the newest of them in any case; none of
 * a deleted one.
 */
export const messageHistory: Query<typeof queries.messageHistory, Row> = {
  endpoint: queries.messageHistory,
  select: ({ by, messageId, chatId, before = 2 ** 31 - 1 }) => sql<Row>`
    select texts.edits, texts.total
    from ${messagesNamed(by, messageId, chatId)} cross join lateral (
      select coalesce(array_agg(${editJson('e.text', 'e.at', 'e.version')} order by e.version)
               filter (where e.newer < ${sql.lit(maxReplyBytes)} or e.version = msg.created_version), '{}') as edits,
             count(*)::int as total
      from (
        select known.*, sum(octet_length(text)) over (order by version desc) - octet_length(text) as newer
        from (
          select text, at, version from edits where chat_id = msg.chat_id and message_id = msg.message_id
          union all
          select msg.text, msg.sent_at, msg.created_version where msg.edited_at is null and msg.deleted_at is null
        ) known where version < ${before}::bigint
      ) e
    ) texts
    where msg.kind = 'user' limit 2`,
  answer([row, second]) {
    if (second) return ambiguous();
    return row ? raw(historyJson(row)) : notFound();
  },
};

function historyJson({ edits: [original = '', ...later], total }: Row): string {
  const newest = cutByBytes(later.toReversed(), (edit) => edit, maxReplyBytes - Buffer.byteLength(original)).reverse();
  const edits = original ? [original, ...newest].join() : '';
  return `{"edits":[${edits}]${newest.length + 1 < total ? ',"truncated":true' : ''}}`;
}
