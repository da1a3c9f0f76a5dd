import { type RawBuilder, sql } from 'kysely';

/** How far the member `m` with the receipts `own` is to itself: as far as the chat was when it joined, or further. */
const ownFrom = (cursor: string) => sql`greatest(m.joined_ordinal, ${sql.ref(`own.${cursor}`)})`;
export const ownCursors = { delivered: ownFrom('delivered_up_to'), read: ownFrom('read_up_to') };

/** How far others are known to be: only as far as they said, so who joins has read nothing yet (R23). */
const said = (cursor: string) => sql`coalesce(${sql.ref(`their.${cursor}`)}, 0)`;
export const otherCursors = { delivered: said('delivered_up_to'), shownRead: said('shown_read_up_to') };

/** The members `them` of a chat but one, with their receipts `their`. */
export const othersIn = (chatId: RawBuilder<unknown>, userId: RawBuilder<unknown>) => sql`
  members them left join receipts their on their.chat_id = them.chat_id and their.user_id = them.user_id
  where them.chat_id = ${chatId} and not them.removed and them.user_id <> ${userId}`;

/** To how many others a message was delivered, and how many have read it and let it be known. */
export const receiptCounts = (chatId: RawBuilder<unknown>, author: RawBuilder<unknown>, ordinal: RawBuilder<unknown>) =>
  sql`(
    select jsonb_build_object(
      'delivered', count(*) filter (where ${otherCursors.delivered} >= ${ordinal}),
      'read', count(*) filter (where ${otherCursors.shownRead} >= ${ordinal}))
    from ${othersIn(chatId, author)})`;
