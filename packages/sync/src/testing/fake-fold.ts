import type { Chat, Member, Message, Push, Role, SystemNotice } from '@messenger/proto';

export type FakeChat = { chat: Chat; messages: Message[]; pushes: Push[] };
type Data = {
  messageId: string;
  userId: string;
  upTo: number;
  members: Member[];
  role: Role;
  text: string;
  editedAt: string;
  deletedAt: string;
};

const notices: Record<string, (data: Data) => SystemNotice> = {
  'chat:updated': (data) => ({ ...(data as object), type: 'chat:updated' }),
  'member:added': ({ members }) => ({ type: 'member:added', userIds: members.map((member) => member.userId) }),
  'member:removed': ({ userId }) => ({ type: 'member:removed', userId }),
  'member:role': ({ userId, role }) => ({ type: 'member:role', userId, role }),
};

/** What an event makes of a chat, the plain way: everything copied, everything counted anew. */
export function foldChat(before: FakeChat, push: Push, me: string): FakeChat {
  const { chat, messages, pushes } = structuredClone(before);
  const data = push.data as Data;
  const target = messages.find(({ id }) => id === data.messageId);
  const others = messages.filter(({ replyTo }) => replyTo?.messageId === data.messageId);
  if (push.version !== undefined) {
    pushes.push(push);
    chat.version = push.version;
    if (target) target.version = push.version;
  }
  switch (push.type) {
    case 'message:new': {
      const sent = structuredClone(push.data) as Message;
      if (sent.senderId === me) {
        const had = sent.ordinal <= (chat.peerDeliveredUpTo ?? 0) ? 1 : 0;
        sent.receipts = { delivered: had, read: sent.ordinal <= (chat.peerReadUpTo ?? 0) ? 1 : 0 };
      }
      const original = messages.find(({ id }) => id === sent.replyTo?.messageId);
      if (sent.replyTo && original) sent.replyTo.excerpt = original.text;
      messages.push(sent);
      chat.lastOrdinal = sent.ordinal;
      break;
    }
    case 'message:edited':
      Object.assign(target!, { text: data.text, editedAt: data.editedAt });
      for (const { replyTo } of others) replyTo!.excerpt = data.text;
      break;
    case 'message:deleted':
      Object.assign(target!, { text: '', attachments: [], reactions: [], replyTo: null, deletedAt: data.deletedAt });
      for (const { replyTo } of others) replyTo!.excerpt = '';
      break;
    case 'reaction:added':
    case 'reaction:removed': {
      const { emoji, userId } = push.data as { emoji: string; userId: string };
      const all = new Map(target!.reactions.map((each) => [each.emoji, new Set(each.userIds)]));
      const users = all.get(emoji) ?? new Set();
      all.set(emoji, users);
      if (push.type === 'reaction:added') users.add(userId);
      else users.delete(userId);
      target!.reactions = [...all].flatMap(([each, ids]) =>
        ids.size === 0 ? [] : [{ emoji: each, count: ids.size, mine: ids.has(me), userIds: [...ids] }],
      );
      break;
    }
    case 'chat:updated':
    case 'chat:settings':
      Object.assign(chat, data);
      break;
    case 'member:added':
      chat.members!.push(...data.members);
      if (data.members.some(({ userId }) => userId === me)) {
        Object.assign(chat, { readUpTo: chat.lastOrdinal, deliveredUpTo: chat.lastOrdinal, me: { role: 'member' } });
      }
      break;
    case 'member:removed':
      chat.members = chat.members!.filter(({ userId }) => userId !== data.userId);
      for (const { receipts } of messages) {
        const most = chat.members.length - 1;
        if (receipts)
          Object.assign(receipts, {
            delivered: Math.min(receipts.delivered, most),
            read: Math.min(receipts.read, most),
          });
      }
      break;
    case 'member:role':
      for (const member of chat.members!) {
        if (data.role === 'owner' && member.role === 'owner') member.role = 'admin';
        if (member.userId === data.userId) member.role = data.role;
      }
      break;
    case 'chat:read':
      chat.readUpTo = Math.max(chat.readUpTo, data.upTo);
      chat.deliveredUpTo = Math.max(chat.deliveredUpTo, data.upTo);
      break;
    case 'own:delivered':
      chat.deliveredUpTo = Math.max(chat.deliveredUpTo, data.upTo);
      break;
    case 'message:delivered':
    case 'message:read': {
      const kind = push.type === 'message:read' ? 'read' : 'delivered';
      const peer = kind === 'read' ? 'peerReadUpTo' : 'peerDeliveredUpTo';
      chat[peer] = Math.max(chat[peer] ?? 0, data.upTo);
      for (const { receipts, ordinal } of messages) if (receipts && ordinal <= data.upTo) receipts[kind] = 1;
    }
  }
  const notice = chat.kind === 'group' && notices[push.type]?.(data);
  if (notice) messages.push(noticeOf(push, chat.lastOrdinal, notice));
  const mine = chat.members!.find(({ userId }) => userId === me);
  if (mine) chat.me = { role: mine.role };
  chat.memberCount = chat.members!.length;
  chat.ownerId = chat.members!.find(({ role }) => role === 'owner')?.userId ?? null;
  const said = messages.filter(({ kind }) => kind === 'user');
  chat.lastMessage = said.at(-1) ?? null;
  chat.unread = said.filter(({ ordinal, senderId }) => ordinal > chat.readUpTo && senderId !== me).length;
  return { chat, messages, pushes };
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
