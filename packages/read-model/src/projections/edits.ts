import { sql } from 'kysely';
import { fold } from '../text/fold.ts';
import { chatEventsOf, inOrder, type Projection, writing } from './projection.ts';

/** Every text of an edited message, the first one from the message itself; then the newest in its place. */
export const edits: Projection = (batch) => {
  const rows = chatEventsOf(batch, 'MessageEdited').map(({ seq, event }) => ({
    chat_id: event.chatId,
    message_id: event.data.messageId,
    version: event.version,
    text: event.data.text,
    at: event.at,
    seq,
  }));
  const ofEach = (inTurn: typeof rows) => [
    ...new Map(inTurn.map((row) => [`${row.chat_id} ${row.message_id}`, row])).values(),
  ];
  const [first, newest] = [ofEach(rows.toReversed()), ofEach(rows)];
  return inOrder(
    writing(
      // The row is made by the first edit; the message's own sequence moves with every reaction.
      first.map(({ chat_id, message_id, seq }) => ({ chat_id, message_id, seq })),
      (rows) => sql`
      insert into edits (chat_id, message_id, version, text, at, seq)
      select msg.chat_id, msg.message_id, msg.created_version, msg.text, msg.sent_at, r.seq
      from json_to_recordset(${rows}) as r(chat_id uuid, message_id uuid, seq bigint)
      join messages msg on msg.message_id = r.message_id and msg.chat_id = r.chat_id
      where msg.edited_at is null and msg.deleted_at is null`,
    ),
    writing(
      rows,
      (rows) => sql`
      insert into edits (chat_id, message_id, version, text, at, seq)
      select r.chat_id, r.message_id, r.version, r.text, r.at, r.seq
      from json_to_recordset(${rows})
        as r(chat_id uuid, message_id uuid, version integer, text text, at timestamptz, seq bigint)
      join messages msg on msg.message_id = r.message_id and msg.chat_id = r.chat_id and msg.deleted_at is null`,
    ),
    writing(
      newest.map((row) => ({ ...row, search_text: fold(row.text) })),
      (rows) => sql`
      update messages msg set
        text = r.text, search_text = r.search_text, edited_at = r.at, version = r.version,
        seq = r.seq
      from json_to_recordset(${rows})
        as r(chat_id uuid, message_id uuid, version integer, text text, search_text text, at timestamptz, seq bigint)
      where msg.message_id = r.message_id and msg.chat_id = r.chat_id and msg.deleted_at is null`,
    ),
  );
};
