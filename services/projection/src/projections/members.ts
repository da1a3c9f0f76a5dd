import { sql } from 'kysely';
import { eventsOf, type Projection, writing } from './projection.ts';

/** Who belongs to the chats that a batch creates; nothing is read or delivered yet. */
export const members: Projection = (batch) =>
  writing(
    eventsOf(batch, 'chat').flatMap(({ seq, event }) =>
      event.type !== 'ChatCreated'
        ? []
        : event.data.members.map(({ userId, role }) => ({
            chat_id: event.chatId,
            user_id: userId,
            role,
            joined_at: event.at,
            seq,
          })),
    ),
    (rows) => sql`
      insert into members (chat_id, user_id, role, joined_at, joined_seq, read_up_to, delivered_up_to, removed, seq)
      select chat_id, user_id, role, joined_at, seq, 0, 0, false, seq
      from json_to_recordset(${rows})
        as r(chat_id uuid, user_id uuid, role text, joined_at timestamptz, seq bigint)`,
  );
