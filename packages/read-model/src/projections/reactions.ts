import { sql } from 'kysely';
import { chatEventsOf, inOrder, type Projection, writing } from './projection.ts';

type Reaction = { chat_id: string; message_id: string; emoji: string; user_id: string };
/** What a batch does to one reaction: the first event that adds it after the last that removes it is what stays. */
type Change = Reaction & { removed: boolean; version?: number | undefined; seq: number };

export const reactions: Projection = (batch) => {
  const changes = new Map<string, Change>();
  const messages = new Map<string, { chat_id: string; message_id: string; version: number; seq: number }>();
  for (const { seq, event } of chatEventsOf(batch, 'ReactionAdded', 'ReactionRemoved')) {
    const { chatId: chat_id, version, by: user_id } = event;
    const { messageId: message_id, emoji } = event.data;
    const key = `${chat_id} ${message_id} ${user_id} ${emoji}`;
    const before = changes.get(key);
    const reaction = { chat_id, message_id, emoji, user_id };
    if (event.type === 'ReactionRemoved') changes.set(key, { ...reaction, removed: true, seq });
    else if (before?.version === undefined) {
      changes.set(key, { ...reaction, removed: before?.removed ?? false, version, seq });
    }
    messages.set(`${chat_id} ${message_id}`, { chat_id, message_id, version, seq });
  }
  const all = [...changes.values()];
  return inOrder(
    writing(
      all.filter((change) => change.removed),
      (rows) => sql`
      delete from reactions old
      using json_to_recordset(${rows}) as r(chat_id uuid, message_id uuid, emoji text, user_id uuid)
      where old.chat_id = r.chat_id and old.message_id = r.message_id and old.emoji = r.emoji
        and old.user_id = r.user_id`,
    ),
    writing(
      all.filter((change) => change.version !== undefined),
      (rows) => sql`
      insert into reactions (chat_id, message_id, emoji, user_id, version, seq)
      select chat_id, message_id, emoji, user_id, version, seq
      from json_to_recordset(${rows})
        as r(chat_id uuid, message_id uuid, emoji text, user_id uuid, version integer, seq bigint)
      on conflict do nothing`,
    ),
    writing(
      [...messages.values()],
      (rows) => sql`
      update messages msg set version = greatest(msg.version, r.version), seq = greatest(msg.seq, r.seq)
      from json_to_recordset(${rows}) as r(chat_id uuid, message_id uuid, version integer, seq bigint)
      where msg.message_id = r.message_id and msg.chat_id = r.chat_id`,
    ),
  );
};
