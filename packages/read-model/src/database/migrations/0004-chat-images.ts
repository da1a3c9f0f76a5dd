import { type Kysely, sql } from 'kysely';

/**
 * The images of a chat are looked through without its other messages. A deleted message has none. The index may be there:
 * an operator can make it beforehand, while all goes on (docs/how-to/upgrade.md); half made it is of no use.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `do $$ begin
       if exists (select from pg_index where indexrelid = to_regclass('messages_with_images') and not indisvalid) then
         drop index messages_with_images;
       end if;
     end $$`,
    `create index if not exists messages_with_images on messages (chat_id, ordinal)
       where kind = 'user' and attachments <> '[]'`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
