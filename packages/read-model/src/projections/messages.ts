import { noticeOf } from '@messenger/proto';
import { sql } from 'kysely';
import { fold } from '../text/fold.ts';
import { eventsOf, inOrder, type Projection, writing, writingColumns } from './projection.ts';

/** The messages of a batch, and the notices that its other events leave between them. */
export const messages: Projection = (batch) => {
  const sent: Sent[] = [];
  const notices: object[] = [];
  const ordinals = new Map<string, number>();
  for (const { seq, event } of eventsOf(batch, 'chat')) {
    const common = { message_id: event.id, chat_id: event.chatId, version: event.version, sent_at: event.at, seq };
    if (event.type === 'MessageSent') {
      const { ordinal, text, attachments, replyTo } = event.data;
      ordinals.set(event.chatId, ordinal);
      sent.push({
        ...common,
        ordinal,
        sender_id: event.by,
        text,
        search_text: fold(text),
        attachments,
        reply_to_id: replyTo?.messageId,
        reply_to_ordinal: replyTo?.ordinal,
        reply_to_sender_id: replyTo?.senderId,
      });
      continue;
    }
    const notice = noticeOf(event, 0);
    // Its ordinal may be one that only the table knows.
    if (notice) {
      notices.push({
        ...common,
        ordinal: ordinals.get(event.chatId),
        sender_id: notice.senderId,
        system: notice.system,
      });
    }
  }
  return inOrder(writeSent(sent), writeNotices(notices));
};

const sentColumns = {
  chat_id: 'uuid',
  message_id: 'uuid',
  version: 'integer',
  ordinal: 'integer',
  sender_id: 'uuid',
  text: 'text',
  search_text: 'text',
  attachments: 'json',
  reply_to_id: 'uuid',
  reply_to_ordinal: 'integer',
  reply_to_sender_id: 'uuid',
  sent_at: 'timestamptz',
  seq: 'bigint',
} as const;
type Sent = { [name in keyof typeof sentColumns]: unknown };

/** Each sender's messages in a chat are counted on from the last one that is stored. */
const writeSent = (sent: Sent[]) =>
  writingColumns(
    sent,
    sentColumns,
    (set) => sql`
      with r as materialized (select * from ${set}),
      stored as (
        select one.*, last.sender_ordinal
        from (select distinct chat_id, sender_id from r) one
        cross join lateral (
          select sender_ordinal from messages m
          where m.chat_id = one.chat_id and m.sender_id = one.sender_id and m.kind = 'user'
          order by m.ordinal desc limit 1
        ) last
      )
      insert into messages (message_id, chat_id, created_version, version, ordinal, kind, sender_id, sender_ordinal,
                            text, search_text, attachments, reply_to_id, reply_to_ordinal, reply_to_sender_id, sent_at,
                            seq)
      select r.message_id, r.chat_id, r.version, r.version, r.ordinal, 'user', r.sender_id,
             coalesce(stored.sender_ordinal, 0)
               + row_number() over (partition by r.chat_id, r.sender_id order by r.ordinal),
             r.text, r.search_text, r.attachments, r.reply_to_id, r.reply_to_ordinal, r.reply_to_sender_id, r.sent_at,
             r.seq
      from r left join stored on stored.chat_id = r.chat_id and stored.sender_id = r.sender_id`,
  );

const writeNotices = (notices: object[]) =>
  writing(
    notices,
    (rows) => sql`
      insert into messages (message_id, chat_id, created_version, version, ordinal, kind, sender_id, text, search_text,
                            attachments, system, sent_at, seq)
      select message_id, chat_id, version, version,
             coalesce(ordinal, (select last_ordinal from chats where chats.id = chat_id)), 'system', sender_id, '', '',
             '[]', system, sent_at, seq
      from json_to_recordset(${rows})
        as r(message_id uuid, chat_id uuid, version integer, ordinal integer, sender_id uuid, system jsonb,
             sent_at timestamptz, seq bigint)`,
  );
