import { isId } from '@messenger/proto';
import { sql } from 'kysely';

/**
 * The one guarded way to the chats of a user (R42): `c` the chats, `m` the user's own membership in each, `own` the
 * user's own receipts there, if there are any. Of a deleted group nobody is a member.
 */
export const chatsOf = (userId: string) => sql`
  chats c join members m on m.chat_id = c.id and m.user_id = ${userId} and not m.removed
  left join receipts own on own.chat_id = c.id and own.user_id = m.user_id`;

/**
 * The messages `msg` with an id in the chats of a user. Ids are chosen by clients, so two chats may hold the same;
 * who names no chat is then asked to (`ambiguous`).
 */
export const messagesNamed = (by: string, messageId: string, chatId: string | undefined) => sql`
  (select c.id, c.kind from ${chatsOf(by)}) mine
  join messages msg on msg.chat_id = mine.id and msg.message_id = ${messageId}
    ${chatId === undefined ? sql`` : sql`and msg.chat_id = ${chatId}`}`;

/** Names one chat `c` by id or slug. Ids are UUID-shaped, slugs are not. */
export const isChat = (idOrSlug: string) => (isId(idOrSlug) ? sql`c.id = ${idOrSlug}` : sql`c.slug = ${idOrSlug}`);

/**
 * True for the users `u` whose profile a user may see (R6): oneself, contacts, whoever a request is pending with,
 * members of a shared chat.
 */
export const isVisibleTo = (userId: string) => sql`(
  u.id = ${userId}
  or exists (
    select from contacts k where k.user_id = ${userId} and k.other_id = u.id and k.standing <> 'none'
  )
  or exists (
    select from members mine join members theirs on theirs.chat_id = mine.chat_id
    where mine.user_id = ${userId} and not mine.removed and theirs.user_id = u.id and not theirs.removed
  ))`;

/** The ids of all others whom `isVisibleTo` shows a user to. */
export const concernedWith = (userId: string) => sql`
  select k.other_id as id from contacts k where k.user_id = ${userId} and k.standing <> 'none'
  union
  select theirs.user_id from members mine join members theirs on theirs.chat_id = mine.chat_id
  where mine.user_id = ${userId} and not mine.removed and theirs.user_id <> ${userId} and not theirs.removed`;
