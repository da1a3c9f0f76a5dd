import { sql } from 'kysely';
import { eventsOf, type Projection, writing } from './projection.ts';

/** The messages of a batch; each sender's in a chat are counted on from the last one that is stored. */
export const messages: Projection = (batch) =>
  writing(
    eventsOf(batch, 'chat').flatMap(({ seq, event }) =>
      event.type !== 'MessageSent'
        ? []
        : {
            message_id: event.id,
            chat_id: event.chatId,
            version: event.version,
            ordinal: event.data.ordinal,
            sender_id: event.by,
            text: event.data.text,
            attachments: event.data.attachments,
            reply_to_id: event.data.replyTo?.messageId,
            reply_to_ordinal: event.data.replyTo?.ordinal,
            reply_to_sender_id: event.data.replyTo?.senderId,
            sent_at: event.at,
            seq,
          },
    ),
    (rows) => sql`
      insert into messages (message_id, chat_id, created_version, version, ordinal, kind, sender_id, sender_ordinal,
                            text, attachments, reply_to_id, reply_to_ordinal, reply_to_sender_id, sent_at, seq)
      select r.message_id, r.chat_id, r.version, r.version, r.ordinal, 'user', r.sender_id,
             coalesce(stored.sender_ordinal, 0)
               + row_number() over (partition by r.chat_id, r.sender_id order by r.ordinal),
             r.text, r.attachments, r.reply_to_id, r.reply_to_ordinal, r.reply_to_sender_id, r.sent_at, r.seq
      from json_to_recordset(${rows})
        as r(message_id uuid, chat_id uuid, version integer, ordinal integer, sender_id uuid, text text,
             attachments jsonb, reply_to_id uuid, reply_to_ordinal integer, reply_to_sender_id uuid,
             sent_at timestamptz, seq bigint)
      left join lateral (
        select sender_ordinal from messages m
        where m.chat_id = r.chat_id and m.sender_id = r.sender_id and m.kind = 'user'
        order by m.ordinal desc limit 1
      ) stored on true`,
  );
