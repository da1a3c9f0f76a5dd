import type { ChatEvent, ChatEventOf, Role, SystemNotice } from '@messenger/proto';

/** A chat as its log has it, folded from the first event to the last, in the plainest way. */
export type FoldedChat = {
  id: string;
  kind: 'direct' | 'group';
  name: string | null;
  slug: string | null;
  closed: boolean;
  deleted: boolean;
  /** In the order of joining. `from`: the last ordinal when the member joined. */
  members: Map<string, { role: Role; joinedAt: string; from: number }>;
  version: number;
  /** Authors by ordinal, the first at 0. */
  authors: string[];
  /** User messages and notices, in the order of events. */
  timeline: FoldedMessage[];
};

export type FoldedMessage = {
  id: string;
  kind: 'user' | 'system';
  version: number;
  ordinal: number;
  senderId: string;
  text: string;
  sentAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  replyTo: { messageId: string; ordinal: number; senderId: string } | null;
  reactions: Map<string, string[]>;
  system: SystemNotice | null;
};

/** Folds a chat's events. Shares nothing with the services or the client: that is what they are compared with. */
export function foldChat(events: readonly ChatEvent[]): FoldedChat {
  const [first] = events;
  if (first?.type !== 'ChatCreated') throw new Error(`a chat begins with ${first?.type ?? 'nothing'}`);
  const chat: FoldedChat = {
    id: first.chatId,
    ...{ kind: first.data.kind, name: first.data.name, slug: first.data.slug },
    ...{ closed: false, deleted: false, members: new Map(), version: 0, authors: [], timeline: [] },
  };
  for (const event of events) {
    chat.version = event.version;
    happened(chat, event);
    const system = noticeOf(event, chat.kind);
    if (system) chat.timeline.push(entry(chat, event, { kind: 'system', system }));
  }
  return chat;
}

function happened(chat: FoldedChat, event: ChatEvent): void {
  switch (event.type) {
    case 'ChatCreated':
    case 'MembersAdded':
      for (const { userId, role } of event.data.members)
        chat.members.set(userId, { role, joinedAt: event.at, from: chat.authors.length });
      return;
    case 'MessageSent':
      chat.authors.push(event.by);
      chat.timeline.push(entry(chat, event, { kind: 'user', text: event.data.text, replyTo: event.data.replyTo }));
      return;
    case 'ChatUpdated': {
      const { name, slug } = event.data;
      if (name !== undefined) chat.name = name;
      if (slug !== undefined) chat.slug = slug;
      return;
    }
    case 'ChatDeleted':
      Object.assign(chat, { deleted: true, closed: true });
      chat.members.clear();
      return;
    case 'MemberRemoved':
      chat.members.delete(event.data.userId);
      return;
    case 'MemberLeft':
      chat.members.delete(event.by);
      if (event.data.newOwnerId) chat.members.get(event.data.newOwnerId)!.role = 'owner';
      if (event.data.closed) chat.closed = true;
      return;
    case 'MemberRoleChanged':
      if (event.data.role === 'owner')
        for (const member of chat.members.values()) if (member.role === 'owner') member.role = 'admin';
      chat.members.get(event.data.userId)!.role = event.data.role;
      return;
    case 'DirectClosed':
    case 'DirectReopened':
      chat.closed = event.type === 'DirectClosed';
      return;
    default:
      changed(chat, event);
  }
}

type ChangeOfMessage = ChatEventOf<'MessageEdited' | 'MessageDeleted' | 'ReactionAdded' | 'ReactionRemoved'>;

function changed(chat: FoldedChat, event: ChangeOfMessage): void {
  const message = chat.timeline.find(({ id, kind }) => kind === 'user' && id === event.data.messageId);
  if (!message) throw new Error(`${event.type} ${event.version} is about no message of ${chat.id}`);
  message.version = event.version;
  switch (event.type) {
    case 'MessageEdited':
      Object.assign(message, { text: event.data.text, editedAt: event.at });
      return;
    case 'MessageDeleted':
      Object.assign(message, { text: '', replyTo: null, reactions: new Map(), deletedAt: event.at });
      return;
    case 'ReactionAdded':
    case 'ReactionRemoved': {
      const { emoji } = event.data;
      const others = (message.reactions.get(emoji) ?? []).filter((userId) => userId !== event.by);
      const users = event.type === 'ReactionAdded' ? [...others, event.by] : others;
      if (users.length > 0) message.reactions.set(emoji, users);
      else message.reactions.delete(emoji);
    }
  }
}

function entry(chat: FoldedChat, event: ChatEvent, what: Partial<FoldedMessage>): FoldedMessage {
  return {
    ...{ id: event.id, version: event.version, ordinal: chat.authors.length, senderId: event.by, sentAt: event.at },
    ...{ kind: 'user', text: '', editedAt: null, deletedAt: null, replyTo: null, reactions: new Map(), system: null },
    ...what,
  };
}

function noticeOf(event: ChatEvent, kind: 'direct' | 'group'): SystemNotice | undefined {
  if (kind === 'direct') return undefined;
  switch (event.type) {
    case 'ChatCreated':
      return { type: 'chat:created' };
    case 'ChatUpdated':
      return { type: 'chat:updated', ...event.data };
    case 'MembersAdded':
      return { type: 'member:added', userIds: event.data.members.map(({ userId }) => userId) };
    case 'MemberRemoved':
      return { type: 'member:removed', userId: event.data.userId };
    case 'MemberLeft': {
      const { newOwnerId } = event.data;
      return { type: 'member:left', userId: event.by, ...(newOwnerId ? { newOwnerId } : {}) };
    }
    case 'MemberRoleChanged':
      return { type: 'member:role', ...event.data };
    default:
      return undefined;
  }
}
