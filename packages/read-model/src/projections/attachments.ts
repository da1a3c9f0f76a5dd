import { sql } from 'kysely';
import { chatEventsOf, inOrder, type Projection, writing } from './projection.ts';

/** Which message has which images, and which had some before it was deleted. */
export const attachments: Projection = (batch) => {
  const sent = chatEventsOf(batch, 'MessageSent').flatMap(({ event }) =>
    event.data.attachments.map(({ id }) => ({ attachment_id: id, chat_id: event.chatId, message_id: event.id })),
  );
  const deleted = chatEventsOf(batch, 'MessageDeleted').map(({ event }) => ({
    chat_id: event.chatId,
    message_id: event.data.messageId,
  }));
  return inOrder(
    writing(
      sent,
      (rows) => sql`
      insert into attachments (attachment_id, chat_id, message_id)
      select distinct attachment_id, chat_id, message_id
      from json_to_recordset(${rows}) as r(attachment_id uuid, chat_id uuid, message_id uuid)`,
    ),
    writing(
      deleted,
      (rows) => sql`
      update attachments set deleted = true from json_to_recordset(${rows}) as r(chat_id uuid, message_id uuid)
      where attachments.chat_id = r.chat_id and attachments.message_id = r.message_id`,
    ),
  );
};
