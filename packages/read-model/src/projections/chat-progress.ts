import type { ChatEvent } from '@messenger/proto';
import { sql } from 'kysely';
import { eventsOf, type Projection, writingColumns } from './projection.ts';

const columns = {
  id: 'uuid',
  version: 'integer',
  seq: 'bigint',
  last_ordinal: 'integer',
  active_at: 'timestamptz',
  closed: 'boolean',
  deleted: 'boolean',
  owner_id: 'uuid',
  name: 'text',
  slug: 'text',
  sets_slug: 'boolean',
  avatar: 'json',
  sets_avatar: 'boolean',
  members: 'boolean',
} as const;
/** What a batch changes in a chat's row. What may also become null has a field beside it that says whether it changes. */
type Progress = { -readonly [name in keyof typeof columns]?: unknown };

/** How far each chat of a batch has come: one row a chat, whatever number of events. */
export const chatProgress: Projection = (batch) => {
  const chats = new Map<string, Progress>();
  for (const { seq, event } of eventsOf(batch, 'chat')) {
    const { chatId: id, version } = event;
    const before = chats.get(id);
    if (event.type === 'ChatCreated' && !before) continue;
    const chat: Progress = before ?? {};
    chats.set(id, chat);
    const changed = changesOf(event);
    Object.assign(chat, changed, { id, version, seq });
    if ('slug' in changed) chat.sets_slug = true;
    if ('avatar' in changed) chat.sets_avatar = true;
  }
  return writingColumns(
    [...chats.values()],
    columns,
    (r) => sql`
    update chats set
      version = r.version,
      seq = r.seq,
      last_ordinal = coalesce(r.last_ordinal, chats.last_ordinal),
      active_at = coalesce(r.active_at, chats.active_at),
      closed = coalesce(r.closed, chats.closed),
      deleted = coalesce(r.deleted, chats.deleted),
      owner_id = coalesce(r.owner_id, chats.owner_id),
      name = coalesce(r.name, chats.name),
      slug = case when r.sets_slug then r.slug else chats.slug end,
      avatar = case when r.sets_avatar then r.avatar::jsonb else chats.avatar end,
      member_count = case when r.members
        then (select count(*) from members m where m.chat_id = chats.id and not m.removed) else chats.member_count end
    from ${r}
    where chats.id = r.id`,
  );
};

/** `members` only says that the number of members is to be counted again. */
function changesOf(event: ChatEvent): Progress {
  switch (event.type) {
    case 'MessageSent':
      return { last_ordinal: event.data.ordinal, active_at: event.at };
    case 'DirectClosed':
      return { closed: true };
    case 'DirectReopened':
      return { closed: false };
    case 'ChatUpdated':
      return event.data;
    // Its slug is free for another group from now on.
    case 'ChatDeleted':
      return { deleted: true, slug: null, members: true };
    case 'MembersAdded':
    case 'MemberRemoved':
      return { members: true };
    case 'MemberLeft': {
      const { newOwnerId, closed } = event.data;
      return { members: true, ...(newOwnerId ? { owner_id: newOwnerId } : {}), ...(closed ? { closed } : {}) };
    }
    case 'MemberRoleChanged':
      return event.data.role === 'owner' ? { owner_id: event.data.userId } : {};
    default:
      return {};
  }
}
