import { type Kysely, sql } from 'kysely';

/** The images of a chat are looked through without its other messages. A deleted message has none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create index messages_with_images on messages (chat_id, ordinal)
         where kind = 'user' and attachments <> '[]'`,
    )
    .execute(db);
}
