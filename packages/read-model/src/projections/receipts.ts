import { sql } from 'kysely';
import { eventsOf, inOrder, type Projection, writing } from './projection.ts';

type Row = {
  chat_id: string;
  user_id: string;
  delivered: number;
  delivered_seq: number;
  read: number;
  read_seq: number;
  shown: number;
  shown_seq: number;
};

/** What a batch says of a chat: its members as the newest event names them, and who was in every event. */
type Said = { rows: Map<string, Row>; stayed: string[] };

/**
 * How far each member is, by the maximum: what is stored never goes back. Each event names everyone in the chat: who is
 * not in it has left, and starts anew on returning, as for all who know only a chat's newest event. Each cursor keeps
 * the sequence at which it came where it is; a stream that keeps only the newest of each chat may name a later one when
 * it is read again.
 */
export const receipts: Projection = (batch) => {
  const chats = new Map<string, Said>();
  for (const { seq, event } of eventsOf(batch, 'receipt')) {
    const { chatId, data } = event;
    const before = chats.get(chatId);
    const rows = new Map<string, Row>();
    for (const [userId, { delivered, read, shownRead }] of Object.entries(data.cursors)) {
      const row = before?.rows.get(userId) ?? { chat_id: chatId, user_id: userId, ...nowhere };
      if (delivered > row.delivered) Object.assign(row, { delivered, delivered_seq: seq });
      if (read > row.read) Object.assign(row, { read, read_seq: seq });
      if (shownRead > row.shown) Object.assign(row, { shown: shownRead, shown_seq: seq });
      rows.set(userId, row);
    }
    const stayed = before ? before.stayed.filter((userId) => rows.has(userId)) : [...rows.keys()];
    chats.set(chatId, { rows, stayed });
  }
  const moved = [...chats.values()].flatMap(({ rows }) =>
    [...rows.values()].filter((row) => row.delivered > 0 || row.read > 0 || row.shown > 0),
  );
  const left = writing(
    [...chats].map(([chatId, { stayed }]) => ({ chat_id: chatId, stayed })),
    (rows) => sql`
    delete from receipts old using json_to_recordset(${rows}) as r(chat_id uuid, stayed uuid[])
    where old.chat_id = r.chat_id and old.user_id <> all (r.stayed)`,
  );
  const came = writing(
    moved,
    (rows) => sql`
    insert into receipts as old (chat_id, user_id, delivered_up_to, delivered_seq, read_up_to, read_seq,
                                 shown_read_up_to, shown_read_seq, seq)
    select chat_id, user_id, delivered, delivered_seq, read, read_seq, shown, shown_seq,
           greatest(delivered_seq, read_seq, shown_seq)
    from json_to_recordset(${rows})
      as r(chat_id uuid, user_id uuid, delivered integer, delivered_seq bigint, read integer, read_seq bigint,
           shown integer, shown_seq bigint)
    on conflict (chat_id, user_id) do update set
      delivered_up_to = greatest(old.delivered_up_to, excluded.delivered_up_to),
      delivered_seq = case when excluded.delivered_up_to > old.delivered_up_to
                           then excluded.delivered_seq else old.delivered_seq end,
      read_up_to = greatest(old.read_up_to, excluded.read_up_to),
      read_seq = case when excluded.read_up_to > old.read_up_to then excluded.read_seq else old.read_seq end,
      shown_read_up_to = greatest(old.shown_read_up_to, excluded.shown_read_up_to),
      shown_read_seq = case when excluded.shown_read_up_to > old.shown_read_up_to
                            then excluded.shown_read_seq else old.shown_read_seq end,
      seq = greatest(
        case when excluded.delivered_up_to > old.delivered_up_to then excluded.delivered_seq else old.delivered_seq end,
        case when excluded.read_up_to > old.read_up_to then excluded.read_seq else old.read_seq end,
        case when excluded.shown_read_up_to > old.shown_read_up_to
             then excluded.shown_read_seq else old.shown_read_seq end)
    where excluded.delivered_up_to > old.delivered_up_to or excluded.read_up_to > old.read_up_to
       or excluded.shown_read_up_to > old.shown_read_up_to`,
  );
  return inOrder(left, came);
};

const nowhere = { delivered: 0, delivered_seq: 0, read: 0, read_seq: 0, shown: 0, shown_seq: 0 };
