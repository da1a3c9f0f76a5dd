import { type Kysely, sql } from 'kysely';

const statements = [
  // Which message has which image. Those of deleted messages stay as such, so that media knows what to remove.
  `create table attachments (
     attachment_id uuid not null,
     chat_id uuid not null,
     message_id uuid not null,
     deleted boolean not null default false,
     primary key (attachment_id, chat_id, message_id)
   )`,
  `create index attachments_of_message on attachments (chat_id, message_id)`,
  `create index users_avatar on users ((avatar ->> 'id')) where avatar is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
