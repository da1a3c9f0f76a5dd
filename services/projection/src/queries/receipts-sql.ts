import { type RawBuilder, sql } from 'kysely';

/** How far a member is: as far as the chat was when the member joined, or further (R23). */
const furthest = (member: string, receipts: string, cursor: string) =>
  sql`greatest(${sql.ref(`${member}.joined_ordinal`)}, ${sql.ref(`${receipts}.${cursor}`)})`;

/** A member's cursors: the ordinals up to which messages are on a device, are read, and are known to others as read. */
export const cursorsOf = (member: string, receipts: string) => ({
  delivered: furthest(member, receipts, 'delivered_up_to'),
  read: furthest(member, receipts, 'read_up_to'),
  shownRead: furthest(member, receipts, 'shown_read_up_to'),
});

const theirs = cursorsOf('them', 'their');

/** The members `them` of a chat but one, with their receipts `their`. */
export const othersIn = (chatId: RawBuilder<unknown>, userId: RawBuilder<unknown>) => sql`
  members them left join receipts their on their.chat_id = them.chat_id and their.user_id = them.user_id
  where them.chat_id = ${chatId} and not them.removed and them.user_id <> ${userId}`;

/** To how many others a message was delivered, and how many have read it and let it be known. */
export const receiptCounts = (chatId: RawBuilder<unknown>, author: RawBuilder<unknown>, ordinal: RawBuilder<unknown>) =>
  sql`(
    select jsonb_build_object(
      'delivered', count(*) filter (where ${theirs.delivered} >= ${ordinal}),
      'read', count(*) filter (where ${theirs.shownRead} >= ${ordinal}))
    from ${othersIn(chatId, author)})`;

export { theirs as otherCursors };
