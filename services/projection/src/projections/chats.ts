import { sql } from 'kysely';
import { eventsOf, type Projection, writing } from './projection.ts';

/** The chats that a batch creates. */
export const createdChats: Projection = (batch) =>
  writing(
    eventsOf(batch, 'chat').flatMap(({ stream, seq, event }) =>
      event.type !== 'ChatCreated'
        ? []
        : {
            id: event.chatId,
            stream,
            kind: event.data.kind,
            name: event.data.name,
            slug: event.data.slug,
            avatar: event.data.avatar,
            owner_id: event.data.members.find((member) => member.role === 'owner')?.userId ?? null,
            member_count: event.data.members.length,
            created_at: event.at,
            version: event.version,
            seq,
          },
    ),
    (rows) => sql`
      insert into chats (id, stream, kind, name, slug, avatar, owner_id, closed, member_count, created_at, active_at,
                         version, last_ordinal, seq)
      select id, stream, kind, name, slug, avatar, owner_id, false, member_count, created_at,
             created_at, version, 0, seq
      from json_to_recordset(${rows})
        as r(id uuid, stream text, kind text, name text, slug text, avatar jsonb, owner_id uuid,
             member_count integer, created_at timestamptz, version integer, seq bigint)`,
  );

type Progress = {
  id: string;
  version: number;
  seq: number;
  last_ordinal?: number;
  active_at?: string;
  closed?: boolean;
};

/** How far each chat of a batch has come: one row a chat, whatever number of events. */
export const chatProgress: Projection = (batch) => {
  const chats = new Map<string, Progress>();
  for (const { seq, event } of eventsOf(batch, 'chat')) {
    const before = chats.get(event.chatId);
    if (event.type === 'ChatCreated' && !before) continue;
    const progress: Progress = { ...before, id: event.chatId, version: event.version, seq };
    if (event.type === 'MessageSent') {
      progress.last_ordinal = event.data.ordinal;
      progress.active_at = event.at;
    }
    if (event.type === 'DirectClosed') progress.closed = true;
    if (event.type === 'DirectReopened') progress.closed = false;
    chats.set(event.chatId, progress);
  }
  return writing(
    [...chats.values()],
    (rows) => sql`
    update chats set
      version = r.version,
      seq = r.seq,
      last_ordinal = coalesce(r.last_ordinal, chats.last_ordinal),
      active_at = coalesce(r.active_at, chats.active_at),
      closed = coalesce(r.closed, chats.closed)
    from json_to_recordset(${rows})
      as r(id uuid, version integer, seq bigint, last_ordinal integer, active_at timestamptz, closed boolean)
    where chats.id = r.id`,
  );
};
