import type { Chat, Member, Message, Push, Role } from '@messenger/proto';
import { afterEvent } from './message-events.ts';

/** A chat after its next event, as `me` sees it. Of an unknown type it only counts. */
export function chatAfter(chat: Chat, push: Push, me: string): Chat {
  const next = { ...changed(chat, push, me), version: push.version ?? chat.version };
  if (!next.lastMessage) return next;
  return { ...next, lastMessage: afterEvent(next.lastMessage, push, me, next.memberCount) };
}

function changed(chat: Chat, push: Push, me: string): Chat {
  const data = push.data as Data;
  switch (push.type) {
    case 'message:new':
      return withMessage(chat, push.data as Message, me);
    case 'chat:updated': {
      const { name, slug, avatar, closed } = push.data as Partial<Chat>;
      return { ...chat, ...defined({ name, slug, avatar, closed }) };
    }
    case 'member:added':
      return joined(
        withMembers(chat, (members) => [...members, ...data.members], data.members.length),
        data.members.find(({ userId }) => userId === me),
      );
    case 'member:removed':
      return withMembers(chat, without(data.userId), -1);
    case 'member:left': {
      const left = withMembers(chat, without(data.userId), -1);
      return data.newOwnerId ? withRole(left, data.newOwnerId, 'owner', me) : left;
    }
    case 'member:role':
      return withRole(chat, data.userId, data.role, me);
    default:
      return chat;
  }
}

type Data = { members: Member[]; userId: string; newOwnerId?: string; role: Role };

/** Unread are others' messages beyond what was read, which may have been told of before the message itself. */
function withMessage(chat: Chat, message: Message, me: string): Chat {
  const unread = message.senderId !== me && message.ordinal > chat.readUpTo ? 1 : 0;
  return { ...chat, lastOrdinal: message.ordinal, lastMessage: message, unread: chat.unread + unread };
}

/** Lists do not name the members of groups: then they are only counted. */
function withMembers(chat: Chat, change: (members: Member[]) => Member[], by: number): Chat {
  if (!chat.members) return { ...chat, memberCount: chat.memberCount + by };
  const members = change(chat.members);
  return { ...chat, members, memberCount: members.length };
}

/** Who joins stands at the last ordinal (R23). `mine` is there where it is oneself, who was out meanwhile. */
function joined(chat: Chat, mine: Member | undefined): Chat {
  if (!mine) return chat;
  const at = chat.lastOrdinal;
  return { ...chat, me: { role: mine.role }, unread: 0, readUpTo: at, deliveredUpTo: at };
}

const without = (userId: string) => (members: Member[]) => members.filter((member) => member.userId !== userId);

/** A new owner makes the one before an admin. */
function withRole(chat: Chat, userId: string, role: Role, me: string): Chat {
  const roleOf = (id: string, before: Role): Role =>
    id === userId ? role : role === 'owner' && before === 'owner' ? 'admin' : before;
  const members = chat.members?.map((member) => ({ ...member, role: roleOf(member.userId, member.role) }));
  return {
    ...chat,
    ...(members ? { members } : {}),
    ownerId: role === 'owner' ? userId : chat.ownerId,
    me: { ...chat.me, role: roleOf(me, chat.me.role) },
  };
}

const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
