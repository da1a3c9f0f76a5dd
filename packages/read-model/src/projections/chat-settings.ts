import { sql } from 'kysely';
import { eventsOf, type Projection, writing } from './projection.ts';

/** What each user set for a chat, as the newest event in the batch leaves it. */
export const chatSettings: Projection = (batch) => {
  const last = new Map<string, object>();
  for (const { seq, event } of eventsOf(batch, 'user')) {
    if (event.type !== 'ChatSettingsChanged') continue;
    const { chatId, settings } = event.data;
    const row = { user_id: event.userId, chat_id: chatId, settings, event_id: event.id, at: event.at, seq };
    last.set(`${event.userId} ${chatId}`, row);
  }
  return writing(
    [...last.values()],
    (rows) => sql`
    insert into chat_settings (user_id, chat_id, settings, event_id, at, seq)
    select user_id, chat_id, settings, event_id, at, seq
    from json_to_recordset(${rows})
      as r(user_id uuid, chat_id uuid, settings jsonb, event_id uuid, at timestamptz, seq bigint)
    on conflict (user_id, chat_id) do update set
      settings = excluded.settings, event_id = excluded.event_id, at = excluded.at, seq = excluded.seq`,
  );
};
