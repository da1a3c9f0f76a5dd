import { chainHash, type EventStore } from '@messenger/event-store';
import { directChatId, newId, pairId } from '@messenger/kit';
import {
  type Attachment,
  type ChatEvent,
  type ChatEventOf,
  type ChatId,
  type ChatSettings,
  type ContactEvent,
  type MessageId,
  type ReceiptCursor,
  type Role,
  subjects,
  type UserCard,
  type UserEvent,
} from '@messenger/proto';

type GroupOptions = { name?: string; slug?: string; id?: ChatId };
type MessageOptions = {
  id?: MessageId;
  at?: string;
  replyTo?: { messageId: string; ordinal: number; senderId: string };
  attachments?: Attachment[];
};
type Told = { seq: number; id: string; version: number; ordinal: number; at: string };

/** Writes events straight into the log, as the services would have: numbered, chained, one second apart. */
export type Story = {
  /** Registers a user; the username is derived from the name. */
  user(displayName: string, username?: string): Promise<UserCard>;
  contact(type: ContactEvent['type'], requester: UserCard, recipient: UserCard): Promise<Told>;
  /** Requested and accepted. */
  befriend(requester: UserCard, recipient: UserCard): Promise<Told>;
  direct(a: UserCard, b: UserCard): Promise<ChatId>;
  group(owner: UserCard, members: UserCard[], options?: GroupOptions): Promise<ChatId>;
  say(chatId: ChatId, by: UserCard, text: string, options?: MessageOptions): Promise<Told>;
  /** Any other event of a chat. */
  chatEvent<T extends ChatEvent['type']>(
    chatId: ChatId,
    type: T,
    by: UserCard,
    data: ChatEventOf<T>['data'],
  ): Promise<Told>;
  /** The user's whole profile from now on: as registered, but for what is given. */
  profile(user: UserCard, changes: Partial<ProfileOf>): Promise<Told>;
  close(chatId: ChatId, by: UserCard): Promise<Told>;
  reopen(chatId: ChatId, by: UserCard): Promise<Told>;
  edit(chatId: ChatId, by: UserCard, message: Named, text: string): Promise<Told>;
  delete(chatId: ChatId, by: UserCard, message: Named): Promise<Told>;
  react(chatId: ChatId, by: UserCard, message: { id: string }, emoji: string): Promise<Told>;
  unreact(chatId: ChatId, by: UserCard, message: { id: string }, emoji: string): Promise<Told>;
  update(chatId: ChatId, by: UserCard, changes: ChatEventOf<'ChatUpdated'>['data']): Promise<Told>;
  deleteChat(chatId: ChatId, by: UserCard): Promise<Told>;
  add(chatId: ChatId, by: UserCard, ...members: UserCard[]): Promise<Told>;
  remove(chatId: ChatId, by: UserCard, member: UserCard): Promise<Told>;
  leave(chatId: ChatId, by: UserCard, after?: { newOwner?: UserCard; closed?: boolean }): Promise<Told>;
  role(chatId: ChatId, by: UserCard, member: UserCard, role: Role): Promise<Told>;
  settings(user: UserCard, chatId: ChatId, settings: ChatSettings): Promise<Told>;
  /** The cursors of all members, as delivery has merged them. */
  receipts(chatId: ChatId, by: UserCard, cursors: Record<string, ReceiptCursor>): Promise<Told>;
  /** Any bytes on any subject of the log, after what the story told there; the chain passes them by, as all writers do. */
  raw(subject: string, payload: Uint8Array | string): Promise<number>;
};

type ProfileOf = Extract<UserEvent, { type: 'ProfileChanged' }>['data'];

type Named = { id: string; ordinal: number };

type Subject = { seq: number; version: number; ordinal: number; prev: string | null };

/** @param store opened as operator, who may write everything */
export function storyIn(store: EventStore): Story {
  const told = new Map<string, Subject>();
  let now = Date.parse('2026-01-01T00:00:00.000Z');

  const at = (subject: string): Subject => told.get(subject) ?? { seq: 0, version: 0, ordinal: 0, prev: null };
  const put = async (subject: string, payload: Uint8Array | string, more: Partial<Subject>): Promise<number> => {
    const before = at(subject);
    const seq = await store.append({ subject, expected: before.seq, payload });
    told.set(subject, { ...before, ...more, seq });
    return seq;
  };
  const tell = async (
    subject: string,
    event: { id?: string; at?: string; type: string; by: string; data: object } & Record<string, unknown>,
    ordinal = at(subject).ordinal,
  ): Promise<Told> => {
    const { version: last, prev } = at(subject);
    now += 1_000;
    const made = { v: 1, ...event, id: event.id ?? newId(), at: event.at ?? new Date(now).toISOString() };
    const version = last + 1;
    const payload = JSON.stringify({ ...made, version, prev });
    const seq = await put(subject, payload, { version, ordinal, prev: chainHash(payload) });
    return { seq, id: made.id, version, ordinal, at: made.at };
  };
  const tellChat = (chatId: ChatId, type: ChatEvent['type'], by: UserCard, data: object, more = {}, ordinal?: number) =>
    tell(subjects.chatEvents(chatId), { ...more, type, chatId, by: by.id, data }, ordinal);
  const create = async (chatId: ChatId, by: UserCard, data: ChatEventOf<'ChatCreated'>['data']) => {
    await tellChat(chatId, 'ChatCreated', by, data);
    return chatId;
  };
  const contact: Story['contact'] = (type, requester, recipient) => {
    const pair = pairId(requester.id, recipient.id);
    const by = type === 'ContactAccepted' || type === 'ContactRejected' ? recipient.id : requester.id;
    return tell(subjects.contactEvents(pair), { type, pairId: pair, by, data: { requester, recipient } });
  };

  return {
    async user(displayName, username = `${displayName.replaceAll(/[^A-Za-z0-9]/g, '_')}_${told.size}`.padEnd(3, '_')) {
      const card: UserCard = { id: newId(), username, displayName, avatar: null };
      await tell(subjects.userEvents(card.id), {
        type: 'UserRegistered',
        userId: card.id,
        by: card.id,
        data: { username, displayName },
      });
      return card;
    },
    contact,
    async befriend(requester, recipient) {
      await contact('ContactRequested', requester, recipient);
      return contact('ContactAccepted', requester, recipient);
    },
    direct: (a, b) =>
      create(directChatId(a.id, b.id), a, {
        kind: 'direct',
        name: null,
        slug: null,
        avatar: null,
        members: [
          { userId: a.id, role: 'member' },
          { userId: b.id, role: 'member' },
        ],
      }),
    group: (owner, members, { name = 'Group', slug, id = newId() } = {}) =>
      create(id, owner, {
        kind: 'group',
        name,
        slug: slug ?? null,
        avatar: null,
        members: [
          { userId: owner.id, role: 'owner' },
          ...members.map((member) => ({ userId: member.id, role: 'member' as const })),
        ],
      }),
    say(chatId, by, text, { replyTo = undefined, attachments = [], ...more } = {}) {
      const ordinal = at(subjects.chatEvents(chatId)).ordinal + 1;
      const data = { ordinal, text, attachments, replyTo: replyTo ?? null };
      return tellChat(chatId, 'MessageSent', by, data, more, ordinal);
    },
    chatEvent: (chatId, type, by, data) => tellChat(chatId, type, by, data),
    profile: ({ id: userId, ...card }, changes) =>
      tell(subjects.userEvents(userId), {
        type: 'ProfileChanged',
        userId,
        by: userId,
        data: { ...card, presence: 'online', readReceipts: true, ...changes },
      }),
    close: (chatId, by) => tellChat(chatId, 'DirectClosed', by, {}),
    reopen: (chatId, by) => tellChat(chatId, 'DirectReopened', by, {}),
    edit: (chatId, by, { id, ordinal }, text) =>
      tellChat(chatId, 'MessageEdited', by, { messageId: id, ordinal, text }),
    delete: (chatId, by, { id, ordinal }) => tellChat(chatId, 'MessageDeleted', by, { messageId: id, ordinal }),
    react: (chatId, by, { id }, emoji) => tellChat(chatId, 'ReactionAdded', by, { messageId: id, emoji }),
    unreact: (chatId, by, { id }, emoji) => tellChat(chatId, 'ReactionRemoved', by, { messageId: id, emoji }),
    update: (chatId, by, changes) => tellChat(chatId, 'ChatUpdated', by, changes),
    deleteChat: (chatId, by) => tellChat(chatId, 'ChatDeleted', by, {}),
    add: (chatId, by, ...members) =>
      tellChat(chatId, 'MembersAdded', by, { members: members.map(({ id }) => ({ userId: id, role: 'member' })) }),
    remove: (chatId, by, member) => tellChat(chatId, 'MemberRemoved', by, { userId: member.id }),
    leave: (chatId, by, { newOwner, closed = false } = {}) =>
      tellChat(chatId, 'MemberLeft', by, { newOwnerId: newOwner?.id ?? null, closed }),
    role: (chatId, by, member, role) => tellChat(chatId, 'MemberRoleChanged', by, { userId: member.id, role }),
    settings: ({ id }, chatId, settings) =>
      tell(subjects.userEvents(id), { type: 'ChatSettingsChanged', userId: id, by: id, data: { chatId, settings } }),
    receipts: (chatId, by, cursors) =>
      tell(subjects.receipts(chatId), { type: 'ReceiptsMoved', chatId, by: by.id, data: { cursors } }),
    raw: (subject, payload) => put(subject, payload, {}),
  };
}
