import { sql } from 'kysely';
import { readLength } from './excerpts.ts';
import { receiptCounts } from './receipts-sql.ts';

/** Users that are named with a reaction; the others are only counted. */
const namedUsers = 10;

/** The reactions to the message `msg`, those that came first first, as a user sees them. */
const reactionsJson = (by: string) => sql`coalesce((
  select jsonb_agg(
    jsonb_build_object('emoji', emoji, 'count', count, 'mine', mine, 'userIds', to_jsonb(users)) order by first)
  from (
    select r.emoji, count(*) as count, bool_or(r.user_id = ${by}) as mine, min(r.version) as first,
           (array_agg(r.user_id order by r.version))[1:${sql.lit(namedUsers)}] as users
    from reactions r where r.chat_id = msg.chat_id and r.message_id = msg.message_id group by r.emoji
  ) grouped), '[]'::jsonb)`;

/** What `msg` replies to. The excerpt is read from the original, so it is never older than that; a deleted one's is empty. */
const replyJson = sql`
  jsonb_build_object('messageId', msg.reply_to_id, 'ordinal', msg.reply_to_ordinal, 'senderId', msg.reply_to_sender_id)
  || coalesce((
    select jsonb_build_object('excerpt', left(original.text, ${sql.lit(readLength)}))
    from messages original
    where original.message_id = msg.reply_to_id and original.chat_id = msg.chat_id
  ), '{}'::jsonb)`;

/** A `Message` of the row `msg`, as a member of its chat sees it; its text goes through `withPlainExcerpts`. */
export const messageJson = (by: string) => sql`(
  jsonb_build_object(
    'id', msg.message_id, 'chatId', msg.chat_id, 'version', msg.version, 'ordinal', msg.ordinal, 'kind', msg.kind,
    'senderId', msg.sender_id, 'text', msg.text, 'attachments', msg.attachments,
    'reactions', ${reactionsJson(by)}, 'sentAt', wire_time(msg.sent_at),
    'replyTo', case when msg.reply_to_id is not null and msg.deleted_at is null then ${replyJson} end)
  || case when msg.edited_at is null then '{}' else jsonb_build_object('editedAt', wire_time(msg.edited_at)) end
  || case when msg.deleted_at is null then '{}' else jsonb_build_object('deletedAt', wire_time(msg.deleted_at)) end
  || case when msg.system is null then '{}' else jsonb_build_object('system', msg.system) end
  || case when msg.kind = 'user' and msg.sender_id = ${by}
     then jsonb_build_object('receipts', ${receiptCounts(sql`msg.chat_id`, sql`msg.sender_id`, sql`msg.ordinal`)})
     else '{}' end)`;
