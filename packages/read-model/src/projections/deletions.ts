import { sql } from 'kysely';
import { chatEventsOf, inOrder, type Projection, writing } from './projection.ts';

/**
 * Takes a deleted message's text, and what it replied to, out of everything that holds it: the message, the frames that
 * told of it, its edits and reactions. Comes after all that a batch writes of them, so that it makes no difference where a batch begins.
 */
export const deletions: Projection = (batch) => {
  const deleted = chatEventsOf(batch, 'MessageDeleted').map(({ seq, event }) => ({
    chat_id: event.chatId,
    message_id: event.data.messageId,
    version: event.version,
    at: event.at,
    seq,
  }));
  return inOrder(
    writing(
      deleted,
      (rows) => sql`
      with gone as (select chat_id, message_id from json_to_recordset(${rows}) as r(chat_id uuid, message_id uuid)),
      frames as (
        select msg.chat_id, msg.created_version as version
        from gone join messages msg on msg.message_id = gone.message_id and msg.chat_id = gone.chat_id
        union
        select chat_id, version from gone join edits using (chat_id, message_id)
      )
      update chat_event frame set push = jsonb_set(frame.push::jsonb, '{data}',
        frame.push::jsonb -> 'data' || '{"text": ""}'
        || case when frame.push::jsonb -> 'data' ? 'attachments'
                then '{"attachments": [], "replyTo": null}'::jsonb else '{}' end)::text
      from frames where frame.chat_id = frames.chat_id and frame.version = frames.version`,
    ),
    writing(
      deleted,
      (rows) => sql`
      delete from edits using json_to_recordset(${rows}) as r(chat_id uuid, message_id uuid)
      where edits.chat_id = r.chat_id and edits.message_id = r.message_id`,
    ),
    writing(
      deleted,
      (rows) => sql`
      delete from reactions using json_to_recordset(${rows}) as r(chat_id uuid, message_id uuid)
      where reactions.chat_id = r.chat_id and reactions.message_id = r.message_id`,
    ),
    writing(
      deleted,
      (rows) => sql`
      update messages msg set
        text = '', search_text = '', attachments = '[]', deleted_at = r.at, version = r.version, seq = r.seq
      from json_to_recordset(${rows})
        as r(chat_id uuid, message_id uuid, at timestamptz, version integer, seq bigint)
      where msg.message_id = r.message_id and msg.chat_id = r.chat_id`,
    ),
  );
};
