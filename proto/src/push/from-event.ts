import type { ChatEvent, ChatEventOf } from '../chat/events.ts';
import { type Chat, defaultSettings, type Message, type SystemNotice } from '../chat/schemas.ts';
import type { ContactEvent } from '../contact/events.ts';
import type { UserEvent } from '../user/events.ts';
import type { UpdatedUser, UserCard } from '../user/schemas.ts';
import type { Outgoing, Push } from './push.ts';

/** What a chat's event becomes on the wire. Pure: gateway and projection call the same. The `chat` push comes last. */
export function pushesOfChatEvent(event: ChatEvent): Outgoing[] {
  switch (event.type) {
    case 'ChatCreated':
      return [
        ...event.data.members.map(
          (member): Outgoing => ({
            to: 'users',
            userIds: [member.userId],
            push: {
              type: 'chat:added',
              id: event.id,
              chatId: event.chatId,
              at: event.at,
              by: event.by,
              data: { chat: createdChat(event, member.userId) },
            },
          }),
        ),
        toChat(event, 'chat:created', { chat: commonChat(event) }),
      ];
    case 'MessageSent':
      return [toChat(event, 'message:new', messageOf(event))];
    case 'MessageEdited':
      return [toChat(event, 'message:edited', editOf(event))];
    case 'MessageDeleted':
      return [toChat(event, 'message:deleted', deletionOf(event))];
    case 'ReactionAdded':
      return [toChat(event, 'reaction:added', { ...event.data, userId: event.by })];
    case 'ReactionRemoved':
      return [toChat(event, 'reaction:removed', { ...event.data, userId: event.by })];
    case 'ChatUpdated':
      return [toChat(event, 'chat:updated', event.data)];
    case 'ChatDeleted':
      return [toChat(event, 'chat:deleted', {})];
    case 'MembersAdded':
      return [toChat(event, 'member:added', { members: joinedAt(event.data.members, event.at) })];
    case 'MemberRemoved':
      return [removedFrom(event, event.data.userId), toChat(event, 'member:removed', event.data)];
    case 'MemberLeft':
      return [removedFrom(event, event.by), toChat(event, 'member:left', leavingOf(event))];
    case 'MemberRoleChanged':
      return [toChat(event, 'member:role', event.data)];
    case 'DirectClosed':
      return [toChat(event, 'chat:updated', { closed: true })];
    case 'DirectReopened':
      return [toChat(event, 'chat:updated', { closed: false })];
  }
}

/** The push that is numbered in the chat, which `chat_event` keeps: every chat event makes exactly one. */
export function numberedPushOf(event: ChatEvent): Push {
  const last = pushesOfChatEvent(event).at(-1);
  if (last?.to !== 'chat') throw new Error(`${event.type} makes no numbered push`);
  return last.push;
}

/** The message of a `MessageSent`, as pushed: without `reactions.mine`, `excerpt`, `receipts`. */
function messageOf(event: ChatEventOf<'MessageSent'>): Message {
  const { ordinal, text, attachments, replyTo } = event.data;
  return {
    id: event.id,
    chatId: event.chatId,
    version: event.version,
    ordinal,
    kind: 'user',
    senderId: event.by,
    text,
    attachments,
    replyTo,
    reactions: [],
    sentAt: event.at,
  };
}

/** What an edit changes in its message. */
const editOf = ({ data, at }: ChatEventOf<'MessageEdited'>) => ({
  messageId: data.messageId,
  text: data.text,
  editedAt: at,
});

/** What a deletion changes in its message; text, attachments and reactions go with it. */
const deletionOf = ({ data, at }: ChatEventOf<'MessageDeleted'>) => ({
  messageId: data.messageId,
  deletedAt: at,
});

const leavingOf = ({ by, data }: ChatEventOf<'MemberLeft'>) => ({
  userId: by,
  ...(data.newOwnerId ? { newOwnerId: data.newOwnerId } : {}),
});

/** The only thing that one who is out still gets of a chat. */
const removedFrom = (event: ChatEvent, userId: string): Outgoing => ({
  to: 'users',
  userIds: [userId],
  push: { type: 'chat:removed', id: event.id, chatId: event.chatId, at: event.at, by: event.by, data: {} },
});

const joinedAt = <M extends { userId: string }>(members: M[], at: string) =>
  members.map((m) => ({ ...m, joinedAt: at }));

/**
 * The notice that an event leaves in a group's timeline (R16), as a message; undefined for events that leave none.
 * `ordinal` is that of the user message before it, which the event does not know.
 */
export function noticeOf(event: ChatEvent, ordinal: number): Message | undefined {
  const system = systemNotice(event);
  if (!system) return undefined;
  return {
    id: event.id,
    chatId: event.chatId,
    version: event.version,
    ordinal,
    kind: 'system',
    senderId: event.by,
    text: '',
    attachments: [],
    replyTo: null,
    reactions: [],
    sentAt: event.at,
    system,
  };
}

function systemNotice(event: ChatEvent): SystemNotice | undefined {
  switch (event.type) {
    case 'ChatCreated':
      return event.data.kind === 'group' ? { type: 'chat:created' } : undefined;
    case 'ChatUpdated':
      return { type: 'chat:updated', ...event.data };
    case 'MembersAdded':
      return { type: 'member:added', userIds: event.data.members.map(({ userId }) => userId) };
    case 'MemberRemoved':
      return { type: 'member:removed', userId: event.data.userId };
    case 'MemberLeft':
      return { type: 'member:left', ...leavingOf(event) };
    case 'MemberRoleChanged':
      return { type: 'member:role', ...event.data };
    default:
      return undefined;
  }
}

/** A chat at its creation, as a given member sees it. */
export function createdChat(event: ChatEventOf<'ChatCreated'>, userId: string): Chat {
  const role = event.data.members.find((m) => m.userId === userId)?.role ?? 'member';
  return {
    ...commonChat(event),
    unread: 0,
    readUpTo: 0,
    deliveredUpTo: 0,
    ...(event.data.kind === 'direct' ? { peerReadUpTo: 0, peerDeliveredUpTo: 0 } : {}),
    settings: defaultSettings,
    me: { role },
  };
}

/** The part of a new chat that all members see alike. */
function commonChat(event: ChatEventOf<'ChatCreated'>) {
  const { kind, name, slug, avatar, members } = event.data;
  return {
    id: event.chatId,
    kind,
    name,
    slug,
    avatar,
    ownerId: members.find((m) => m.role === 'owner')?.userId ?? null,
    closed: false,
    members: joinedAt(members, event.at),
    memberCount: members.length,
    version: event.version,
    lastOrdinal: 0,
    lastMessage: null,
    createdAt: event.at,
  };
}

/** The push that each event of a pair becomes. */
export const contactPushType = {
  ContactRequested: 'contact:requested',
  ContactAccepted: 'contact:accepted',
  ContactRejected: 'contact:rejected',
  ContactWithdrawn: 'contact:rejected',
  ContactRemoved: 'contact:removed',
} as const satisfies Record<ContactEvent['type'], string>;

/** What a pair's event becomes: each of the two is told of the other, on all devices. */
export function pushesOfContactEvent(event: ContactEvent): Outgoing[] {
  const { requester, recipient } = event.data;
  const told = (userId: string, user: UserCard, direction: 'incoming' | 'outgoing'): Outgoing => ({
    to: 'users',
    userIds: [userId],
    push: {
      type: contactPushType[event.type],
      id: event.id,
      at: event.at,
      by: event.by,
      data: { id: event.pairId, user, direction },
    },
  });
  return [told(recipient.id, requester, 'incoming'), told(requester.id, recipient, 'outgoing')];
}

/** The push to all members that is numbered in the chat as its event is. */
function toChat(event: ChatEvent, type: string, data: unknown): Outgoing {
  const push = { type, id: event.id, chatId: event.chatId, version: event.version, at: event.at, by: event.by, data };
  return { to: 'chat', push };
}

/**
 * What a user's event becomes. A changed profile concerns contacts, people with a pending request and members of
 * shared chats: only the read model knows who they are. Of the own settings the own devices alone are told.
 */
export function pushesOfUserEvent(event: UserEvent): Outgoing[] {
  switch (event.type) {
    case 'UserRegistered':
      return [];
    case 'ProfileChanged': {
      const { userId } = event;
      const { username, displayName, avatar, presence, readReceipts, cardChanged = true } = event.data;
      const card: UserCard = { id: userId, username, displayName, avatar };
      const told = (user: UpdatedUser) => ({
        type: 'user:updated',
        id: event.id,
        at: event.at,
        by: event.by,
        data: { user },
      });
      return [
        ...(cardChanged ? [{ to: 'concerned' as const, userId, push: told(card) }] : []),
        { to: 'users', userIds: [userId], push: told({ ...card, presence, readReceipts }) },
      ];
    }
    case 'ChatSettingsChanged': {
      const { chatId, settings } = event.data;
      const push = { type: 'chat:settings', id: event.id, chatId, at: event.at, by: event.by, data: { settings } };
      return [{ to: 'users', userIds: [event.userId], push }];
    }
  }
}
