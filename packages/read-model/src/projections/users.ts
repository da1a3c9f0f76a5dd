import type { UserEventOf } from '@messenger/proto';
import { sql } from 'kysely';
import { type At, eventsOf, inOrder, type Projection, writing } from './projection.ts';

/** Profiles: registered, then as the newest change in the batch says. */
export const users: Projection = (batch) => {
  const events = eventsOf(batch, 'user');
  const registered = events.filter((at): at is At<UserEventOf<'UserRegistered'>> => at.event.type === 'UserRegistered');
  const changed = events.filter((at): at is Changed => at.event.type === 'ProfileChanged');
  return inOrder(
    writing(
      registered.map(({ seq, event }) => ({
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
    ),
    writing(
      newestOf(changed).map(({ seq, event, card_seq }) => ({
        id: event.userId,
        ...event.data,
        version: event.version,
        seq,
        card_seq,
      })),
      (rows) => sql`
      update users set
        username = r.username, display_name = r."displayName", avatar = r.avatar, presence = r.presence,
        read_receipts = r."readReceipts", version = r.version, seq = r.seq,
        quiet = case when r.card_seq = r.seq then null else int8range(
          coalesce(r.card_seq, case when users.quiet @> users.seq then lower(users.quiet) else users.seq end),
          r.seq, '[]') end
      from json_to_recordset(${rows})
        as r(id uuid, username text, "displayName" text, avatar jsonb, presence text, "readReceipts" boolean,
             version integer, seq bigint, card_seq bigint)
      where users.id = r.id`,
    ),
  );
};

type Changed = At<UserEventOf<'ProfileChanged'>>;

/** Each user's newest change, and where in the batch others last saw one, if they did. */
function newestOf(changed: Changed[]): (Changed & { card_seq?: number })[] {
  const newest = new Map<string, Changed & { card_seq?: number }>();
  for (const at of changed) {
    const { userId, data } = at.event;
    const seen = data.cardChanged === false ? newest.get(userId)?.card_seq : at.seq;
    newest.set(userId, { ...at, ...(seen === undefined ? {} : { card_seq: seen }) });
  }
  return [...newest.values()];
}
