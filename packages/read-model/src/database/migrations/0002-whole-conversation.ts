import { type Kysely, sql } from 'kysely';
import { gramClassSql } from '../../text/gram-ranges.ts';

/**
 * Groups, the life of messages, receipts, settings and search. What was projected before knows nothing of them, so the
 * tables are filled again from the start of the log; queries wait until they show what they had shown.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `truncate poison, users, contacts, chats, members, messages, chat_event`,
  `update checkpoint set serve_from = greatest(seq, serve_from), seq = 0, last_id = null, epoch = epoch + 1`,

  // The members of a deleted group are all removed, by the same event.
  `alter table chats add column deleted boolean not null`,

  // The chat's last ordinal when the member joined: up to it, all counts as read and delivered. How the cursors moved
  // since then is another stream's, followed apart, hence not in this table.
  `alter table members rename column read_up_to to joined_ordinal`,
  `alter table members drop column delivered_up_to`,
  `create table receipts (
     chat_id uuid not null,
     user_id uuid not null,
     delivered_up_to integer not null,
     read_up_to integer not null,
     shown_read_up_to integer not null,
     delivered_seq bigint not null,
     read_seq bigint not null,
     shown_read_seq bigint not null,
     seq bigint not null,
     primary key (chat_id, user_id)
   ) with (fillfactor = 70)`,
  `create index receipts_changed on receipts (chat_id, seq)`,

  `create table chat_settings (
     user_id uuid not null,
     chat_id uuid not null,
     settings jsonb not null,
     event_id uuid not null,
     at timestamptz(3) not null,
     seq bigint not null,
     primary key (user_id, chat_id)
   )`,
  `create index chat_settings_changed on chat_settings (user_id, seq)`,

  // \`system\`: what a notice tells. \`search_text\`: the text as it is searched, folded by text/fold.ts; empty for
  // notices and deleted messages.
  `alter table messages
     add column edited_at timestamptz(3),
     add column deleted_at timestamptz(3),
     add column system jsonb,
     add column search_text text not null`,
  `create index messages_notices on messages (chat_id, ordinal, created_version) where kind = 'system'`,

  // Every text that an edited message had, the first one included.
  `create table edits (
     chat_id uuid not null,
     message_id uuid not null,
     version integer not null,
     text text not null,
     at timestamptz(3) not null,
     seq bigint not null,
     primary key (chat_id, message_id, version)
   )`,

  `create table reactions (
     chat_id uuid not null,
     message_id uuid not null,
     emoji text not null,
     user_id uuid not null,
     version integer not null,
     seq bigint not null,
     primary key (chat_id, message_id, emoji, user_id)
   )`,

  // Search goes through the newest messages in order, of all chats or of one, and else by what is in them. The lists of
  // pending entries are kept short, since every search reads them.
  `create index messages_by_time on messages (sent_at, chat_id, ordinal) where kind = 'user'`,
  `create index messages_by_chat_time on messages (chat_id, sent_at, ordinal) where kind = 'user'`,
  `create index messages_trigrams on messages using gin (search_text public.gin_trgm_ops)
     with (gin_pending_list_limit = 512) where search_text <> ''`,
  `create function search_grams(value text) returns text[] language sql immutable strict parallel safe as $$
     select coalesce(array_agg(distinct gram), '{}')
     from (
       select c, lead(c) over (order by i) as following
       from unnest(string_to_array(value, null)) with ordinality as chars (c, i)
     ) pairs cross join lateral (values (c), (c || following)) grams (gram)
     where gram ~ '^${gramClassSql}{1,2}$'
   $$`,
  `create index messages_grams on messages using gin (search_grams(search_text))
     with (gin_pending_list_limit = 512) where search_text ~ '${gramClassSql}'`,
];
