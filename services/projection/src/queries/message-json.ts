import { sql } from 'kysely';

/** Code points of the message replied to that are shown with the reply. */
const excerptLength = 200;

/** A `Message` of the row `msg`. The excerpt is read from the original, so it is never older than that. */
export const messageJson = sql`
  jsonb_build_object(
    'id', msg.message_id, 'chatId', msg.chat_id, 'version', msg.version, 'ordinal', msg.ordinal, 'kind', msg.kind,
    'senderId', msg.sender_id, 'text', msg.text, 'attachments', msg.attachments, 'reactions', '[]'::jsonb,
    'sentAt', wire_time(msg.sent_at),
    'replyTo', case when msg.reply_to_id is not null then
      jsonb_build_object('messageId', msg.reply_to_id, 'ordinal', msg.reply_to_ordinal,
                         'senderId', msg.reply_to_sender_id)
      || coalesce((
        select jsonb_build_object('excerpt', left(original.text, ${sql.lit(excerptLength)}))
        from messages original
        where original.message_id = msg.reply_to_id and original.chat_id = msg.chat_id
      ), '{}'::jsonb)
    end)`;
