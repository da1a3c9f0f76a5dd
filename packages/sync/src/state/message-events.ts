import { excerpt } from '@messenger/markup';
import type { Member, Message, Push, SystemNotice } from '@messenger/proto';
import { counting } from './counted.ts';

type Reaction = Message['reactions'][number];

/** Code points of the original that are shown with a reply, and of it that are read for them, as at the server. */
const excerptLength = 200;
const readLength = 1_000;

/** Messages of a page show the chat at the page's version, which may be later than their own last change. */
const reflected = new WeakMap<Message, number>();

export function reflects(message: Message, version: number): Message {
  reflected.set(message, Math.max(reflected.get(message) ?? 0, version));
  return message;
}

/** A message after an event of its chat; the same object where the event does not concern it or is reflected in it. */
export function afterEvent(message: Message, push: Push, me: string, memberCount: number): Message {
  const version = push.version ?? 0;
  if (version <= Math.max(message.version, reflected.get(message) ?? 0)) return message;
  const after = changed(message, push, version, me, memberCount);
  return after === message ? message : reflects(after, version);
}

function changed(message: Message, push: Push, version: number, me: string, memberCount: number): Message {
  const data = push.data as Data;
  switch (push.type) {
    case 'message:edited':
      if (data.messageId === message.id) return { ...message, version, text: data.text, editedAt: data.editedAt };
      return quoting(message, data.messageId, data.text);
    case 'message:deleted':
      if (data.messageId !== message.id) return quoting(message, data.messageId, '');
      return {
        ...message,
        version,
        text: '',
        attachments: [],
        reactions: [],
        replyTo: null,
        deletedAt: data.deletedAt,
      };
    case 'reaction:added':
    case 'reaction:removed':
      if (data.messageId !== message.id) return message;
      return { ...message, version, reactions: reacted(message.reactions, push.type === 'reaction:added', data, me) };
    case 'member:removed':
    case 'member:left':
      return counting(message, memberCount - 1);
    default:
      return message;
  }
}

type Data = {
  messageId: string;
  text: string;
  editedAt: string;
  deletedAt: string;
  emoji: string;
  userId: string;
  members: Member[];
};

/** A reply after its original changed. */
function quoting(message: Message, originalId: string, text: string): Message {
  if (message.replyTo?.messageId !== originalId) return message;
  return { ...message, replyTo: { ...message.replyTo, excerpt: excerptOf(text) } };
}

/** What is shown of an original with a reply to it: one line without marks. */
export const excerptOf = (text: string) =>
  excerpt([...text.slice(0, 2 * readLength)].slice(0, readLength).join(''), excerptLength);

function reacted(reactions: Reaction[], added: boolean, { emoji, userId }: Data, me: string): Reaction[] {
  const before = reactions.find((reaction) => reaction.emoji === emoji);
  const others = (before?.userIds ?? []).filter((id) => id !== userId);
  const after = {
    emoji,
    count: (before?.count ?? 0) + (added ? 1 : -1),
    mine: userId === me ? added : (before?.mine ?? false),
    userIds: added && others.length < shownUsers ? [...others, userId] : others,
  };
  const all = before ? reactions.map((each) => (each === before ? after : each)) : [...reactions, after];
  return all.filter(({ count }) => count > 0);
}

/** Users that are named with a reaction; the others are only counted. */
const shownUsers = 10;

/** A message as it was pushed, with what differs from reader to reader. */
export function received(message: Message, me: string, loaded: readonly Message[]): Message {
  const original = message.replyTo && loaded.find(({ id }) => id === message.replyTo?.messageId);
  const replyTo =
    message.replyTo && original ? { ...message.replyTo, excerpt: excerptOf(original.text) } : message.replyTo;
  return { ...message, replyTo, ...(message.senderId === me ? { receipts: { delivered: 0, read: 0 } } : {}) };
}

/** The notice that an event leaves in a group's timeline, after the message with that ordinal. */
export function noticeFrom(push: Push, ordinal: number): Message | undefined {
  const system = noticeData[push.type]?.(push.data as never);
  const { id, chatId, version, at, by } = push;
  if (!system || !id || !chatId || !version || !at || !by) return undefined;
  const nothing = { text: '', attachments: [], replyTo: null, reactions: [] };
  return { id, chatId, version, ordinal, kind: 'system', senderId: by, sentAt: at, system, ...nothing };
}

const noticeData: Record<string, ((data: never) => SystemNotice) | undefined> = {
  'chat:updated': (data: object) => ({ type: 'chat:updated', ...data }),
  'member:added': ({ members }: { members: Member[] }) => ({
    type: 'member:added',
    userIds: members.map(({ userId }) => userId),
  }),
  'member:removed': ({ userId }: { userId: string }) => ({ type: 'member:removed', userId }),
  'member:left': (data: { userId: string; newOwnerId?: string }) => ({ type: 'member:left', ...data }),
  'member:role': (data: { userId: string; role: 'owner' | 'admin' | 'member' }) => ({ type: 'member:role', ...data }),
};
