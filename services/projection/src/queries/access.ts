import { isId } from '@messenger/proto';
import { sql } from 'kysely';

/** The one guarded way to the chats of a user (R42): `c` the chats, `m` the user's own membership in each. */
export const chatsOf = (userId: string) => sql`
  chats c join members m on m.chat_id = c.id and m.user_id = ${userId} and not m.removed`;

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
