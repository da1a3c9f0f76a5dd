import type { Avatar, ChatEvent, Role, UserId } from '@messenger/proto';
import { happenedIn, Recent, type RecentJson } from './recent.ts';

/** What deciding about a chat takes, and no more: never the texts. Members stand in the order they joined. */
export type ChatState = {
  kind: 'direct' | 'group' | undefined;
  closed: boolean;
  name: string | null;
  slug: string | null;
  /** Of the event that last changed the slug. */
  slugVersion: number;
  avatar: Avatar | null;
  members: ReadonlyMap<UserId, Role>;
  lastOrdinal: number;
  recent: Recent;
};

export const noChat: ChatState = {
  kind: undefined,
  closed: false,
  name: null,
  slug: null,
  slugVersion: 0,
  avatar: null,
  members: new Map(),
  lastOrdinal: 0,
  recent: Recent.none,
};

/** The chat after one more event; refuses nothing: what is in the log has happened. */
export function evolve(before: ChatState, event: ChatEvent): ChatState {
  const { by, version } = event;
  const chat = { ...before, recent: before.recent.with(happenedIn(event)) };
  switch (event.type) {
    case 'ChatCreated': {
      const { kind, name, slug, avatar, members } = event.data;
      return { ...chat, kind, name, slug, slugVersion: version, avatar, members: withMembers(new Map(), members) };
    }
    case 'MessageSent':
      return { ...chat, lastOrdinal: event.data.ordinal };
    case 'ChatUpdated':
      return { ...chat, ...event.data, slugVersion: event.data.slug === undefined ? chat.slugVersion : version };
    case 'ChatDeleted':
      return { ...chat, closed: true, slug: null, slugVersion: version, members: new Map() };
    case 'MembersAdded':
      return { ...chat, members: withMembers(chat.members, event.data.members) };
    case 'MemberRemoved':
      return { ...chat, members: without(chat.members, event.data.userId) };
    case 'MemberLeft': {
      const { newOwnerId, closed } = event.data;
      const staying = without(chat.members, by);
      const rest = { members: newOwnerId ? withRole(staying, newOwnerId, 'owner') : staying };
      return closed ? { ...chat, ...rest, closed, slug: null, slugVersion: version } : { ...chat, ...rest };
    }
    case 'MemberRoleChanged':
      return { ...chat, members: withRole(chat.members, event.data.userId, event.data.role) };
    case 'DirectClosed':
      return { ...chat, closed: true };
    case 'DirectReopened':
      return { ...chat, closed: false };
    case 'MessageEdited':
    case 'MessageDeleted':
    case 'ReactionAdded':
    case 'ReactionRemoved':
      return chat;
  }
}

type Members = ChatState['members'];

function withMembers(members: Members, joined: { userId: UserId; role: Role }[]): Members {
  const all = new Map(members);
  for (const { userId, role } of joined) all.set(userId, role);
  return all;
}

function without(members: Members, userId: UserId): Members {
  const rest = new Map(members);
  rest.delete(userId);
  return rest;
}

/** There is one owner: who was it before becomes an admin. */
function withRole(members: Members, userId: UserId, role: Role): Members {
  const all = new Map(members);
  const owner = ownerOf(members);
  if (role === 'owner' && owner !== undefined) all.set(owner, 'admin');
  all.set(userId, role);
  return all;
}

export function ownerOf(members: Members): UserId | undefined {
  for (const [userId, role] of members) if (role === 'owner') return userId;
  return undefined;
}

type ChatStateJson = Omit<ChatState, 'members' | 'recent'> & { members: [UserId, Role][]; recent: RecentJson };

/** How a chat's state is kept in snapshots. */
export const chatSnapshot = {
  schema: 2,
  toJson: (chat: ChatState): ChatStateJson => ({ ...chat, members: [...chat.members], recent: chat.recent.toJson() }),
  fromJson: (json: ChatStateJson): ChatState => ({
    ...json,
    members: new Map(json.members),
    recent: Recent.fromJson(json.recent),
  }),
};

/** What a chat, a member and a remembered command take, as measured on Node 26. */
const [chatBytes, memberBytes, happenedBytes] = [1_000, 110, 280];

export const chatBytesOf = ({ members, recent }: ChatState): number =>
  chatBytes + members.size * memberBytes + recent.size * happenedBytes;
