import type { Chat, Message, Push, UserCard } from '@messenger/proto';
import { v7 } from 'uuid';

export type FakeChat = { chat: Chat; messages: Message[]; pushes: Push[] };
type Logged = { seq: number; push: Push };
const start = Date.parse('2026-01-01T00:00:00.000Z');

/**
 * What a server knows, reduced to what the client sees: chats with numbered events, and the user's contacts. The fold
 * of it at any point is what a client's state must equal. Times count the events, so that they never tie.
 */
export class FakeLog {
  readonly me: UserCard;
  readonly peers: UserCard[];
  readonly chats = new Map<string, FakeChat>();
  readonly contacts = new Map<string, { user: UserCard; since: string }>();
  readonly logged: Logged[] = [];
  onPush: (push: Push) => void = () => undefined;

  constructor(peerCount: number) {
    this.me = card('me');
    this.peers = Array.from({ length: peerCount }, (_, i) => card(`peer${i}`));
  }

  get seq(): number {
    return this.logged.length;
  }

  /** The state as it was after the first `seq` events. */
  at(seq: number): FakeLog {
    const past = new FakeLog(0);
    past.peers.push(...this.peers);
    for (const { push } of this.logged.slice(0, seq)) past.#fold(push, this.me.id);
    return past;
  }

  befriend(peer: UserCard): void {
    this.#append({ type: 'contact:accepted', id: v7(), data: { id: peer.id, user: peer, direction: 'incoming' } });
  }

  unfriend(peer: UserCard): void {
    this.#append({ type: 'contact:removed', id: v7(), data: { id: peer.id, user: peer, direction: 'incoming' } });
  }

  createChat(peer: UserCard): string {
    const id = v7();
    const at = this.#time();
    const members = [this.me, peer].map((user) => ({ userId: user.id, role: 'member' as const, joinedAt: at }));
    const chat: Chat = {
      id,
      kind: 'direct',
      name: null,
      slug: null,
      avatar: null,
      ownerId: null,
      closed: false,
      members,
      memberCount: 2,
      version: 1,
      lastOrdinal: 0,
      lastMessage: null,
      unread: 0,
      readUpTo: 0,
      deliveredUpTo: 0,
      settings: { muted: false, mutedUntil: null, notify: 'all' },
      me: { role: 'member' },
      createdAt: at,
    };
    this.#append({ type: 'chat:added', chatId: id, data: { chat } });
    return id;
  }

  /** Idempotent by the message's id, as the server is. */
  send(chatId: string, by: string, id: string, text: string): Message {
    const { chat, messages } = this.chats.get(chatId)!;
    const before = messages.find((message) => message.id === id);
    if (before) return before;
    const message: Message = {
      id,
      chatId,
      version: chat.version + 1,
      ordinal: chat.lastOrdinal + 1,
      kind: 'user',
      senderId: by,
      text,
      attachments: [],
      replyTo: null,
      reactions: [],
      sentAt: this.#time(),
    };
    this.#append({ type: 'message:new', id, chatId, version: message.version, by, data: message });
    return message;
  }

  setClosed(chatId: string, closed: boolean): void {
    const { chat } = this.chats.get(chatId)!;
    this.#append({ type: 'chat:updated', id: v7(), chatId, version: chat.version + 1, data: { closed } });
  }

  #time = () => new Date(start + this.seq * 1000).toISOString();

  #append(push: Omit<Push, 'at'>): void {
    const whole: Push = { ...push, at: this.#time() };
    this.logged.push({ seq: this.seq + 1, push: whole });
    this.#fold(whole, this.me.id);
    this.onPush(whole);
  }

  #fold(push: Push, me: string): void {
    if (push.type === 'contact:accepted') {
      const { user } = push.data as { user: UserCard };
      this.contacts.set(user.id, { user, since: push.at! });
    } else if (push.type === 'contact:removed') {
      this.contacts.delete((push.data as { user: UserCard }).user.id);
    } else if (push.type === 'chat:added') {
      this.chats.set(push.chatId!, { chat: (push.data as { chat: Chat }).chat, messages: [], pushes: [] });
    } else {
      const known = this.chats.get(push.chatId!)!;
      known.pushes.push(push);
      known.chat = { ...known.chat, version: push.version! };
      if (push.type === 'chat:updated') known.chat = { ...known.chat, ...(push.data as Partial<Chat>) };
      if (push.type !== 'message:new') return;
      const message = push.data as Message;
      known.messages.push(message);
      const unread = known.chat.unread + (message.senderId === me ? 0 : 1);
      known.chat = { ...known.chat, lastMessage: message, lastOrdinal: message.ordinal, unread };
    }
  }
}

const card = (username: string): UserCard => ({ id: v7(), username, displayName: username, avatar: null });
