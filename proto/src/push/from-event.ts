import type { ChatEvent, ChatEventOf } from '../chat/events.ts';
import { type Chat, defaultSettings, type Message } from '../chat/schemas.ts';
import type { ContactEvent } from '../contact/events.ts';
import type { UserCard } from '../user/schemas.ts';
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
        { to: 'chat', push: numbered(event, 'chat:created', { chat: commonChat(event) }) },
      ];
    case 'MessageSent':
      return [{ to: 'chat', push: numbered(event, 'message:new', messageOf(event)) }];
    case 'DirectClosed':
      return [{ to: 'chat', push: numbered(event, 'chat:updated', { closed: true }) }];
    case 'DirectReopened':
      return [{ to: 'chat', push: numbered(event, 'chat:updated', { closed: false }) }];
  }
}

/** The push that is numbered in the chat, which `chat_event` keeps: every chat event makes exactly one. */
export function numberedPushOf(event: ChatEvent): Push {
  const last = pushesOfChatEvent(event).at(-1);
  if (last?.to !== 'chat') throw new Error(`${event.type} makes no numbered push`);
  return last.push;
}

/** The message of a `MessageSent`, as pushed: without `reactions.mine`, `excerpt`, `receipts`. */
export function messageOf(event: ChatEventOf<'MessageSent'>): Message {
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
    members: members.map((m) => ({ ...m, joinedAt: event.at })),
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

function numbered(event: ChatEvent, type: string, data: unknown): Push {
  return { type, id: event.id, chatId: event.chatId, version: event.version, at: event.at, by: event.by, data };
}
