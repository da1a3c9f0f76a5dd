import { defaultSettings } from '@messenger/proto';
import { type RawBuilder, sql } from 'kysely';
import { messageJson } from './message-json.ts';
import { otherCursors, othersIn, ownCursors } from './receipts-sql.ts';

/** The members of the chat `c`, those who joined first first. */
const membersJson = sql`(
  select jsonb_agg(
    jsonb_build_object('userId', them.user_id, 'role', them.role, 'joinedAt', wire_time(them.joined_at))
    order by them.joined_seq, them.user_id)
  from members them where them.chat_id = c.id and not them.removed)`;

const lastMessageJson = (by: string) => sql`(
  select ${messageJson(by)} from messages msg
  where msg.chat_id = c.id and msg.kind = 'user' order by msg.ordinal desc limit 1)`;

/** How many messages the member `m` has sent in the chat up to an ordinal: one index look-up. */
const sentUpTo = (ordinal: RawBuilder<unknown>) => sql`coalesce((
  select sent.sender_ordinal from messages sent
  where sent.chat_id = c.id and sent.sender_id = m.user_id and sent.kind = 'user' and sent.ordinal <= ${ordinal}
  order by sent.ordinal desc limit 1), 0)`;

/**
 * Last ordinal − read ordinal − own messages after it (R25), so never a thing that is counted on. Receipts are followed
 * apart: they may be further than the messages that were read.
 */
const unread = sql`greatest(0,
  c.last_ordinal - ${ownCursors.read} - (${sentUpTo(sql`c.last_ordinal`)} - ${sentUpTo(ownCursors.read)}))`;

/** The other's cursors in a direct chat. */
const peerJson = sql`coalesce((
  select jsonb_build_object('peerReadUpTo', ${otherCursors.shownRead}, 'peerDeliveredUpTo', ${otherCursors.delivered})
  from ${othersIn(sql`c.id`, sql`m.user_id`)} limit 1), '{}'::jsonb)`;

const settingsJson = sql`coalesce((
  select s.settings from chat_settings s where s.user_id = m.user_id and s.chat_id = c.id
), ${JSON.stringify(defaultSettings)}::jsonb)`;

/** A `Chat` of the row `c`, as the member `m` with the receipts `own` sees it. In lists only direct chats name members. */
export const chatJson = (by: string, show: 'whole' | 'listed') => sql`
  jsonb_build_object(
    'id', c.id, 'kind', c.kind, 'name', c.name, 'slug', c.slug, 'avatar', c.avatar, 'ownerId', c.owner_id,
    'closed', c.closed, 'memberCount', c.member_count, 'version', c.version, 'lastOrdinal', c.last_ordinal,
    'lastMessage', ${lastMessageJson(by)}, 'unread', ${unread}, 'readUpTo', ${ownCursors.read},
    'deliveredUpTo', ${ownCursors.delivered}, 'settings', ${settingsJson},
    'me', jsonb_build_object('role', m.role), 'createdAt', wire_time(c.created_at))
  || case when c.kind = 'direct' then ${peerJson} else '{}'::jsonb end
  || case when ${show === 'whole' ? sql`true` : sql`c.kind = 'direct'`}
     then jsonb_build_object('members', ${membersJson}) else '{}'::jsonb end`;
