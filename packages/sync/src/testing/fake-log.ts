import type { Attachment, Chat, Message, Push, UserCard } from '@messenger/proto';
import { v7 } from 'uuid';
import { type FakeChat, foldChat } from './fake-fold.ts';

/** `hidden`: the user is told nothing of it. */
type Logged = { seq: number; push: Push; hidden: boolean };
const start = Date.parse('2026-01-01T00:00:00.000Z');

/**
 * What a server knows, reduced to what the client sees: chats with numbered events, and the user's contacts. The fold
 * of it at any point is what a client's state must equal. Times count the events, so that they never tie.
 */
export class FakeLog {
  readonly me: UserCard;
  readonly peers: UserCard[];
  readonly chats = new Map<string, FakeChat>();
  /** Of which the user is no member any more. */
  readonly left = new Map<string, FakeChat>();
  readonly contacts = new Map<string, { user: UserCard; since: string }>();
  /** Who would like to be one. */
  readonly requests = new Map<string, { user: UserCard; at: string }>();
  readonly uploads = new Map<string, Attachment>();
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

  /** The log loses its last events, as in a power cut. */
  lose(count: number): void {
    const past = this.at(this.seq - count);
    this.logged.length -= count;
    for (const [mine, theirs] of [
      [this.chats, past.chats],
      [this.left, past.left],
      [this.contacts, past.contacts],
      [this.requests, past.requests],
    ] as [Map<string, unknown>, Map<string, unknown>][]) {
      mine.clear();
      for (const [id, value] of theirs) mine.set(id, value);
    }
  }

  befriend(peer: UserCard): void {
    this.stand('accepted', peer);
  }

  /** What becomes of the pair of the user and a peer. */
  stand(what: 'requested' | 'accepted' | 'rejected' | 'removed', peer: UserCard): void {
    this.#append({ type: `contact:${what}`, id: v7(), data: { id: peer.id, user: peer, direction: 'incoming' } });
  }

  createChat(peer: UserCard): string {
    return this.#create('direct', [this.me, peer]);
  }

  createGroup(): string {
    return this.#create('group', [this.me, this.peers[0]!, this.peers[1]!]);
  }

  #create(kind: Chat['kind'], users: UserCard[]): string {
    const id = v7();
    const at = this.#time();
    const group = kind === 'group';
    const members = users.map((user, i) => ({
      userId: user.id,
      role: group && i === 1 ? ('owner' as const) : ('member' as const),
      joinedAt: at,
    }));
    const chat: Chat = {
      id,
      kind,
      name: group ? 'Group' : null,
      slug: null,
      avatar: null,
      ownerId: group ? users[1]!.id : null,
      closed: false,
      members,
      memberCount: users.length,
      version: 1,
      lastOrdinal: 0,
      lastMessage: null,
      unread: 0,
      readUpTo: 0,
      deliveredUpTo: 0,
      ...(group ? {} : { peerReadUpTo: 0, peerDeliveredUpTo: 0 }),
      settings: { muted: false, mutedUntil: null, notify: 'all' },
      me: { role: 'member' },
      createdAt: at,
    };
    this.#append({ type: 'chat:added', chatId: id, data: { chat } });
    return id;
  }

  /** An image of the user's own that no message has yet. */
  upload(bytes: number): Attachment {
    const attachment = { id: v7(), mime: 'image/webp', bytes, width: 1, height: 1, animated: false, placeholder: '' };
    this.uploads.set(attachment.id, attachment);
    return attachment;
  }

  /** Idempotent by the message's id, as the server is. */
  send(
    chatId: string,
    by: string,
    id: string,
    text: string,
    { replyTo, attachmentIds = [] }: { replyTo?: string | undefined; attachmentIds?: string[] | undefined } = {},
  ): Message {
    const { chat, messages } = this.chats.get(chatId)!;
    const original = messages.find((message) => message.id === replyTo);
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
      attachments: attachmentIds.map((upload) => this.uploads.get(upload)!),
      replyTo: original ? { messageId: original.id, ordinal: original.ordinal, senderId: original.senderId } : null,
      reactions: [],
      sentAt: this.#time(),
    };
    this.#append({ type: 'message:new', id, chatId, version: message.version, by, data: message });
    return message;
  }

  /** The next numbered event of a chat. */
  happen(chatId: string, type: string, by: string, data: object, hidden = false): void {
    const version = (this.chats.get(chatId) ?? this.left.get(chatId)!).chat.version + 1;
    this.#append({ type, id: v7(), chatId, version, by, data }, hidden);
  }

  /** State of a chat; the latest wins. */
  tell(chatId: string, type: string, data: object, hidden = false): void {
    this.#append({ type, id: v7(), chatId, data }, hidden);
  }

  rename(peer: UserCard, displayName: string): void {
    this.#append({ type: 'user:updated', id: v7(), data: { user: { ...peer, displayName } } });
  }

  /** Puts the user out of a group, or back in. */
  moveMe(chatId: string): void {
    const by = this.peers[0]!.id;
    if (this.chats.has(chatId)) {
      this.happen(chatId, 'member:removed', by, { userId: this.me.id }, true);
      this.tell(chatId, 'chat:removed', {});
      return;
    }
    const members = [{ userId: this.me.id, role: 'member', joinedAt: this.#time() }];
    this.happen(chatId, 'member:added', by, { members }, true);
    this.tell(chatId, 'chat:added', { chat: this.left.get(chatId)!.chat });
  }

  #time = () => new Date(start + this.seq * 1000).toISOString();

  #append(push: Omit<Push, 'at'>, hidden = false): void {
    const whole: Push = { ...push, at: this.#time() };
    this.logged.push({ seq: this.seq + 1, push: whole, hidden });
    this.#fold(whole, this.me.id);
    if (!hidden) this.onPush(whole);
  }

  #fold(push: Push, me: string): void {
    const { user } = push.data as { user: UserCard };
    const chatId = push.chatId ?? '';
    const known = this.chats.get(chatId);
    switch (push.type) {
      case 'contact:requested':
      case 'contact:accepted':
      case 'contact:rejected':
      case 'contact:removed':
        this.contacts.delete(user.id);
        this.requests.delete(user.id);
        if (push.type === 'contact:accepted') this.contacts.set(user.id, { user, since: push.at! });
        if (push.type === 'contact:requested') this.requests.set(user.id, { user, at: push.at! });
        break;
      case 'user:updated': {
        const contact = this.contacts.get(user.id);
        if (contact) this.contacts.set(user.id, { ...contact, user });
        const request = this.requests.get(user.id);
        if (request) this.requests.set(user.id, { ...request, user });
        this.peers.splice(
          this.peers.findIndex(({ id }) => id === user.id),
          1,
          user,
        );
        break;
      }
      case 'chat:added': {
        const { chat } = push.data as { chat: Chat };
        this.chats.set(chatId, this.left.get(chatId) ?? { chat, messages: [], pushes: [] });
        this.left.delete(chatId);
        break;
      }
      case 'chat:removed':
        if (known) this.left.set(chatId, known);
        this.chats.delete(chatId);
        break;
      case 'chat:deleted':
        this.chats.delete(chatId);
        break;
      default:
        if (known) this.chats.set(chatId, foldChat(known, push, me));
        else this.left.set(chatId, foldChat(this.left.get(chatId)!, push, me));
    }
  }
}

const card = (username: string): UserCard => ({ id: v7(), username, displayName: username, avatar: null });
