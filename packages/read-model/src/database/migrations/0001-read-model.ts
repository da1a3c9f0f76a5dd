import { type Kysely, sql } from 'kysely';

/**
 * The read model. Every row is a function of the log alone, so that a rebuild gives the same; only `checkpoint` is not.
 * `seq` is the stream sequence of the event that last changed the row. Removed rows stay, marked, so that what changed
 * since a cursor can be read off the tables. Nothing references another table: the streams are followed apart.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Text as searched: compatibility forms, case and accents folded. Declared immutable although a dictionary is
  // involved: it ships with Postgres and does not change under a running database.
  `create function fold(value text) returns text language sql immutable strict parallel safe as $$
     select lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, nfkc)))
   $$`,
  // RFC 3339 UTC with milliseconds, as everywhere on the wire.
  `create function wire_time(value timestamptz) returns text language sql stable strict parallel safe as $$
     select to_char(value at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
   $$`,

  // How far each stream is taken in. `epoch` counts who follows it; `serve_from` is what the log held when the
  // tables were last empty: before that is reached, queries are not answered.
  `create table checkpoint (
     stream text primary key,
     seq bigint not null,
     last_id uuid,
     epoch integer not null,
     generation text not null,
     serve_from bigint not null
   ) with (fillfactor = 50)`,

  `create table poison (
     stream text not null,
     seq bigint not null,
     subject text not null,
     reason text not null,
     excerpt text not null,
     primary key (stream, seq)
   )`,

  `create table users (
     id uuid primary key,
     username text not null,
     display_name text not null,
     avatar jsonb,
     presence text not null,
     read_receipts boolean not null,
     created_at timestamptz(3) not null,
     version integer not null,
     seq bigint not null,
     username_folded text not null generated always as (fold(username)) stored,
     display_name_folded text not null generated always as (fold(display_name)) stored
   )`,
  `create index users_changed on users (seq) where version > 1`,
  `create index users_search on users
     using gin (username_folded public.gin_trgm_ops, display_name_folded public.gin_trgm_ops)`,

  // Two rows a pair, one as each of the two sees it. `standing` is what they are now, `change` what last happened.
  `create table contacts (
     user_id uuid not null,
     other_id uuid not null,
     pair_id uuid not null,
     direction text not null check (direction in ('incoming', 'outgoing')),
     standing text not null check (standing in ('none', 'requested', 'contact')),
     change text not null,
     event_id uuid not null,
     by_id uuid not null,
     at timestamptz(3) not null,
     version integer not null,
     seq bigint not null,
     primary key (user_id, other_id)
   )`,
  `create index contacts_changed on contacts (user_id, seq)`,

  // `active_at`: creation or newest message. Every event of a chat updates its row, so no index may cover a column
  // that changes with each, and pages keep room for the new version of the row.
  `create table chats (
     id uuid primary key,
     stream text not null,
     kind text not null check (kind in ('direct', 'group')),
     name text,
     slug text,
     avatar jsonb,
     owner_id uuid,
     closed boolean not null,
     member_count integer not null,
     created_at timestamptz(3) not null,
     active_at timestamptz(3) not null,
     version integer not null,
     last_ordinal integer not null,
     seq bigint not null
   ) with (fillfactor = 70)`,
  `create index chats_by_slug on chats (slug) where slug is not null`,

  `create table members (
     chat_id uuid not null,
     user_id uuid not null,
     role text not null check (role in ('owner', 'admin', 'member')),
     joined_at timestamptz(3) not null,
     joined_seq bigint not null,
     read_up_to integer not null,
     delivered_up_to integer not null,
     removed boolean not null,
     seq bigint not null,
     primary key (chat_id, user_id)
   )`,
  `create index members_of_user on members (user_id, chat_id)`,

  // `created_version` places it in the chat's log, `version` is the last event reflected in it. `sender_ordinal`
  // counts the sender's messages in the chat, so that "own messages after the read ordinal" is two index look-ups.
  `create table messages (
     message_id uuid not null,
     chat_id uuid not null,
     created_version integer not null,
     version integer not null,
     ordinal integer not null,
     kind text not null check (kind in ('user', 'system')),
     sender_id uuid not null,
     sender_ordinal integer,
     text text not null,
     attachments jsonb not null,
     reply_to_id uuid,
     reply_to_ordinal integer,
     reply_to_sender_id uuid,
     sent_at timestamptz(3) not null,
     seq bigint not null,
     primary key (message_id, chat_id)
   )`,
  `create unique index messages_by_ordinal on messages (chat_id, ordinal) where kind = 'user'`,
  `create index messages_of_sender on messages (chat_id, sender_id, ordinal) include (sender_ordinal)
     where kind = 'user'`,

  // The push of every chat event, as the gateways sent it: JSON text, passed on unparsed.
  `create table chat_event (
     chat_id uuid not null,
     version integer not null,
     seq bigint not null,
     push text not null,
     primary key (chat_id, version)
   )`,
  `create unique index chat_event_by_seq on chat_event (chat_id, seq) include (version)`,
];
