import { sql } from 'kysely';
import { eventsOf, type Projection, writing } from './projection.ts';

export const users: Projection = (batch) =>
  writing(
    eventsOf(batch, 'user').map(({ seq, event }) => ({
      id: event.userId,
      username: event.data.username,
      display_name: event.data.displayName,
      created_at: event.at,
      version: event.version,
      seq,
    })),
    (rows) => sql`
      insert into users (id, username, display_name, presence, read_receipts, created_at, version, seq)
      select id, username, display_name, 'online', true, created_at, version, seq
      from json_to_recordset(${rows})
        as r(id uuid, username text, display_name text, created_at timestamptz, version integer, seq bigint)`,
  );
