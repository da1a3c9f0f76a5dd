import { sql } from 'kysely';

/** A `UserCard` of the user `u`: what anyone may see. */
export const userCardJson = sql`
  jsonb_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name, 'avatar', u.avatar)`;

/** A `User`, to those who may see the profile. */
export const userJson = sql`${userCardJson} || jsonb_build_object('createdAt', wire_time(u.created_at))`;

/** A `User`, to oneself. */
export const ownUserJson = sql`
  ${userJson} || jsonb_build_object('presence', u.presence, 'readReceipts', u.read_receipts)`;
