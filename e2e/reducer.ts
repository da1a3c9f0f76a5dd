import type { Chat, Member, Message, Push, Role, SystemNotice } from '@messenger/proto';

/** A chat on a device: as it was read, then changed by nothing but pushes. */
export type Shown = { chat: Chat; messages: Message[] };

type Data = Record<string, unknown>;
const notices: Record<string, (data: Data) => SystemNotice> = {
  'chat:updated': (data) => ({ type: 'chat:updated', ...data }),
  'member:added': ({ members }) => ({
    type: 'member:added',
    userIds: (members as Member[]).map(({ userId }) => userId),
  }),
  'member:removed': ({ userId }) => ({ type: 'member:removed', userId: userId as string }),
  'member:left': (data) => ({ type: 'member:left', ...data }) as SystemNotice,
  'member:role': (data) => ({ type: 'member:role', ...data }) as SystemNotice,
};

/** What a push makes of a chat that is shown to a user, as the wire contract has it. Knows nothing of the server. */
export function reduce(shown: Shown, push: Push, me: string): Shown {
  // What is shown was read after it.
  if (push.version !== undefined && push.version <= shown.chat.version) return shown;
  const { chat, messages } = structuredClone(shown);
  const data = push.data as Data;
  if (push.version !== undefined) chat.version = push.version;
  const message = messages.find(({ id }) => id === data.messageId);
  const touched = message === undefined ? undefined : { ...message, version: push.version! };
  switch (push.type) {
    case 'message:new': {
      const sent = structuredClone(push.data) as Message;
      messages.push(sent.senderId === me ? { ...sent, receipts: { delivered: 0, read: 0 } } : sent);
      chat.lastOrdinal = sent.ordinal;
      if (sent.senderId !== me) chat.unread++;
      break;
    }
    case 'message:edited':
      put(messages, { ...touched!, text: data.text as string, editedAt: data.editedAt as string });
      break;
    case 'message:deleted':
      put(messages, {
        ...touched!,
        text: '',
        attachments: [],
        reactions: [],
        replyTo: null,
        deletedAt: data.deletedAt as string,
      });
      break;
    case 'reaction:added':
    case 'reaction:removed':
      put(messages, { ...touched!, reactions: reacted(touched!.reactions, push.type, data, me) });
      break;
    case 'chat:updated':
      Object.assign(chat, data);
      break;
    case 'member:added':
      chat.members!.push(...(data.members as Member[]));
      break;
    case 'member:removed':
      leave(chat, messages, data.userId as string);
      break;
    case 'member:left':
      leave(chat, messages, data.userId as string);
      if (data.newOwnerId) setRole(chat, data.newOwnerId as string, 'owner');
      break;
    case 'member:role':
      setRole(chat, data.userId as string, data.role as Role);
      break;
    case 'chat:settings':
      Object.assign(chat, data);
      break;
    case 'chat:read':
      chat.readUpTo = Math.max(chat.readUpTo, data.upTo as number);
      chat.deliveredUpTo = Math.max(chat.deliveredUpTo, chat.readUpTo);
      chat.unread = messages.filter((m) => m.kind === 'user' && m.ordinal > chat.readUpTo && m.senderId !== me).length;
      break;
    case 'message:delivered':
    case 'message:read':
      receipt(chat, messages, push, me);
      break;
  }
  chat.memberCount = chat.members!.length;
  chat.ownerId = chat.members!.find(({ role }) => role === 'owner')?.userId ?? null;
  chat.me = { role: chat.members!.find(({ userId }) => userId === me)!.role };
  const notice = chat.kind === 'group' ? notices[push.type]?.(data) : undefined;
  if (notice) messages.push(noticeOf(push, chat.lastOrdinal, notice));
  chat.lastMessage = messages.findLast(({ kind }) => kind === 'user') ?? null;
  return { chat, messages };
}

/** Who is gone is counted no more; that they were is certain where all were. */
function leave(chat: Chat, messages: Message[], gone: string): void {
  chat.members = chat.members!.filter(({ userId }) => userId !== gone);
  const most = chat.members.length - 1;
  for (const { receipts } of messages) {
    if (!receipts) continue;
    receipts.delivered = Math.min(receipts.delivered, most);
    receipts.read = Math.min(receipts.read, most);
  }
}

function put(messages: Message[], changed: Message): void {
  messages[messages.findIndex(({ id }) => id === changed.id)] = changed;
}

function setRole(chat: Chat, userId: string, role: Role): void {
  for (const member of chat.members!) {
    if (role === 'owner' && member.role === 'owner') member.role = 'admin';
    if (member.userId === userId) member.role = role;
  }
}

function reacted(reactions: Message['reactions'], type: string, data: Data, me: string): Message['reactions'] {
  const { emoji, userId } = data as { emoji: string; userId: string };
  const before = reactions.find((reaction) => reaction.emoji === emoji);
  const userIds = (before?.userIds ?? []).filter((id) => id !== userId);
  if (type === 'reaction:added') userIds.push(userId);
  const after = { emoji, count: userIds.length, mine: userIds.includes(me), userIds };
  const rest = reactions.map((reaction) => (reaction === before ? after : reaction));
  return (before ? rest : [...rest, after]).filter(({ count }) => count > 0);
}

/** Who has read a message has it, too. */
function receipt(chat: Chat, messages: Message[], { type, data }: Push, me: string): void {
  const read = type === 'message:read';
  const { upTo, userId, count = 1 } = data as { upTo: number; userId?: string; count?: number };
  if (chat.kind === 'direct' && userId !== me) {
    chat.peerDeliveredUpTo = Math.max(chat.peerDeliveredUpTo ?? 0, upTo);
    if (read) chat.peerReadUpTo = Math.max(chat.peerReadUpTo ?? 0, upTo);
  }
  for (const { kind, senderId, ordinal, receipts } of messages) {
    if (kind !== 'user' || senderId !== me || ordinal > upTo || !receipts) continue;
    receipts.delivered = Math.max(receipts.delivered, count);
    if (read) receipts.read = Math.max(receipts.read, count);
  }
}

function noticeOf({ id, chatId, version, at, by }: Push, ordinal: number, system: SystemNotice): Message {
  return {
    id: id!,
    chatId: chatId!,
    version: version!,
    ordinal,
    kind: 'system',
    senderId: by!,
    text: '',
    attachments: [],
    replyTo: null,
    reactions: [],
    sentAt: at!,
    system,
  };
}
