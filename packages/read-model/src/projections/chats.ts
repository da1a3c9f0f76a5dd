import { sql } from 'kysely';
import { chatEventsOf, type Projection, writing } from './projection.ts';

/** The chats that a batch creates. */
export const createdChats: Projection = (batch) =>
  writing(
    chatEventsOf(batch, 'ChatCreated').map(({ stream, seq, event }) => ({
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
    })),
    (rows) => sql`
      insert into chats (id, stream, kind, name, slug, avatar, owner_id, closed, deleted, member_count, created_at,
                         active_at, version, last_ordinal, seq)
      select id, stream, kind, name, slug, avatar, owner_id, false,
             false, member_count, created_at, created_at, version, 0, seq
      from json_to_recordset(${rows})
        as r(id uuid, stream text, kind text, name text, slug text, avatar jsonb, owner_id uuid,
             member_count integer, created_at timestamptz, version integer, seq bigint)`,
  );
