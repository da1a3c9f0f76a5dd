import { defaultSettings } from '@messenger/proto';
import { type RawBuilder, sql } from 'kysely';
import { messageJson } from './message-json.ts';

/** The members of the chat `c`, those who joined first first. */
const membersJson = sql`(
  select jsonb_agg(
    jsonb_build_object('userId', them.user_id, 'role', them.role, 'joinedAt', wire_time(them.joined_at))
    order by them.joined_seq, them.user_id)
  from members them where them.chat_id = c.id and not them.removed)`;

const lastMessageJson = sql`(
  select ${messageJson} from messages msg
  where msg.chat_id = c.id and msg.kind = 'user' order by msg.ordinal desc limit 1)`;

/** How many messages the member `m` has sent in the chat up to an ordinal: one index look-up. */
const sentUpTo = (ordinal: RawBuilder<unknown>) => sql`coalesce((
  select own.sender_ordinal from messages own
  where own.chat_id = c.id and own.sender_id = m.user_id and own.kind = 'user' and own.ordinal <= ${ordinal}
  order by own.ordinal desc limit 1), 0)`;

/** Last ordinal − read ordinal − own messages after it (R25), so never a thing that is counted on. */
const unread = sql`(
  c.last_ordinal - m.read_up_to - (${sentUpTo(sql`c.last_ordinal`)} - ${sentUpTo(sql`m.read_up_to`)}))`;

/** The other's cursors in a direct chat. */
const peerJson = sql`coalesce((
  select jsonb_build_object('peerReadUpTo', peer.read_up_to, 'peerDeliveredUpTo', peer.delivered_up_to)
  from members peer where peer.chat_id = c.id and peer.user_id <> m.user_id limit 1), '{}'::jsonb)`;

/** A `Chat` of the row `c`, as the member `m` sees it. In lists only direct chats name their members. */
export const chatJson = (show: 'whole' | 'listed') => sql`
  jsonb_build_object(
    'id', c.id, 'kind', c.kind, 'name', c.name, 'slug', c.slug, 'avatar', c.avatar, 'ownerId', c.owner_id,
    'closed', c.closed, 'memberCount', c.member_count, 'version', c.version, 'lastOrdinal', c.last_ordinal,
    'lastMessage', ${lastMessageJson}, 'unread', ${unread}, 'readUpTo', m.read_up_to,
    'deliveredUpTo', m.delivered_up_to, 'settings', ${JSON.stringify(defaultSettings)}::jsonb,
    'me', jsonb_build_object('role', m.role), 'createdAt', wire_time(c.created_at))
  || case when c.kind = 'direct' then ${peerJson} else '{}'::jsonb end
  || case when ${show === 'whole' ? sql`true` : sql`c.kind = 'direct'`}
     then jsonb_build_object('members', ${membersJson}) else '{}'::jsonb end`;
