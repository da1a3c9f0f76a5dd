import {
  type Chat,
  type ChatSettings,
  type Message,
  type Push,
  queries,
  type User,
  type UserCard,
} from '@messenger/proto';
import type { Story } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

/** What a device of a user holds. */
type State = { chats: Map<string, Chat>; messages: Map<string, Message>; users: Map<string, User> };
type Scene = { story: Story; ann: UserCard; bob: UserCard; carl: UserCard; dora: UserCard } & {
  group: string;
  direct: string;
  mine: { id: string; ordinal: number };
  theirs: { id: string; ordinal: number };
};

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.startProjection();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What a client does with each push, in the fewest words. */
function apply({ chats, messages, users }: State, push: Push, me: string): unknown {
  const { chatId = '', version, at = '', data } = push;
  const told = data as Record<string, never> & Partial<{ chat: Chat; settings: ChatSettings; user: User }>;
  const chat = chats.get(chatId);
  if (version !== undefined && chat && version <= chat.version) return;
  const set = (changes: Partial<Chat>) => {
    if (chat) chats.set(chatId, { ...chat, version: version ?? chat.version, ...changes });
  };
  const change = (id: string, changes: (message: Message) => Partial<Message>) => {
    const message = messages.get(id);
    if (message) messages.set(id, { ...message, version: version ?? message.version, ...changes(message) });
    if (chat?.lastMessage?.id === id) set({ lastMessage: messages.get(id) ?? chat.lastMessage });
    else set({});
  };
  const members = chat?.members ?? [];
  const withMembers = (members: NonNullable<Chat['members']>) => {
    const owner = members.find(({ role }) => role === 'owner');
    set({
      members,
      memberCount: members.length,
      ownerId: owner?.userId ?? null,
      me: { role: members.find(({ userId }) => userId === me)?.role ?? 'member' },
    });
  };
  const roles = (role: string, userId: string) =>
    members.map((member) =>
      member.userId === userId
        ? { ...member, role: role as 'owner' }
        : member.role === 'owner' && role === 'owner'
          ? { ...member, role: 'admin' as const }
          : member,
    );
  switch (push.type) {
    case 'message:new': {
      const message = data as Message;
      const own = message.senderId === me;
      const seen = own ? { ...message, receipts: { delivered: 0, read: 0 } } : message;
      messages.set(message.id, seen);
      return set({ lastMessage: seen, lastOrdinal: message.ordinal, unread: (chat?.unread ?? 0) + (own ? 0 : 1) });
    }
    case 'message:edited':
      return change(told.messageId!, () => ({ text: told.text!, editedAt: told.editedAt! }));
    case 'message:deleted':
      return change(told.messageId!, () => ({ text: '', attachments: [], reactions: [], deletedAt: told.deletedAt! }));
    case 'reaction:added':
      return change(told.messageId!, ({ reactions }) => ({
        reactions: [...reactions, { emoji: told.emoji!, count: 1, mine: told.userId === me, userIds: [told.userId!] }],
      }));
    case 'reaction:removed':
      return change(told.messageId!, ({ reactions }) => ({
        reactions: reactions.filter(({ emoji, userIds }) => emoji !== told.emoji || !userIds.includes(told.userId!)),
      }));
    case 'chat:updated':
      return set(data as Partial<Chat>);
    case 'chat:added':
      return chats.set(chatId, told.chat!);
    case 'chat:removed':
    case 'chat:deleted':
      return chats.delete(chatId);
    case 'member:added':
      return withMembers([...members, ...(told.members as unknown as typeof members)]);
    case 'member:removed':
      return withMembers(members.filter(({ userId }) => userId !== told.userId));
    case 'member:left': {
      const rest = members.filter(({ userId }) => userId !== told.userId);
      return withMembers(rest.map((m) => (m.userId === told.newOwnerId ? { ...m, role: 'owner' as const } : m)));
    }
    case 'member:role':
      return withMembers(roles(told.role!, told.userId!));
    case 'chat:settings':
      return set({ settings: told.settings! });
    case 'chat:read': {
      const unread = [...messages.values()].filter(
        (m) => m.chatId === chatId && m.ordinal > told.upTo! && m.senderId !== me,
      );
      return set({ readUpTo: told.upTo!, unread: unread.length });
    }
    case 'message:delivered':
    case 'message:read': {
      const kind = push.type === 'message:read' ? 'read' : 'delivered';
      const peer = kind === 'read' ? 'peerReadUpTo' : 'peerDeliveredUpTo';
      for (const message of messages.values()) {
        if (message.chatId !== chatId || message.senderId !== me || !message.receipts) continue;
        const covered = chat?.kind === 'direct' ? message.ordinal <= told.upTo! : message.ordinal === told.upTo;
        const count = chat?.kind === 'direct' ? 1 : told.count!;
        if (!covered) continue;
        const receipts = { ...message.receipts, [kind]: count };
        messages.set(message.id, { ...message, receipts });
      }
      const last = messages.get(chat?.lastMessage?.id ?? '') ?? chat?.lastMessage ?? null;
      return set({ lastMessage: last, ...(chat?.kind === 'direct' ? { [peer]: told.upTo! } : {}) });
    }
    case 'user:updated':
      return users.set(told.user!.id, told.user!);
    default:
      throw new Error(`${push.type} at ${at} is not known`);
  }
}

async function stateOf(by: string, known: string[]): Promise<State> {
  const { ask } = world;
  const state: State = { chats: new Map(), messages: new Map(), users: new Map() };
  for (const { id } of (await ask(queries.chats, { by, limit: 50 })).chats) {
    const { chat } = await ask(queries.chat, { by, chat: id });
    state.chats.set(id, chat);
    const { messages } = await ask(queries.messages, { by, chat: id, limit: 50 });
    for (const message of messages) if (message.kind === 'user') state.messages.set(message.id, message);
  }
  for (const userId of known) {
    state.users.set(userId, (await ask(queries.user, { by, userId })).user);
  }
  return state;
}

/** In an order of its own, and without a chat's members' order within one event. */
const comparable = ({ chats, messages, users }: State) => ({
  chats: [...chats.values()].map(withoutReplies).sort((a, b) => (a.id < b.id ? -1 : 1)),
  messages: [...messages.values()].filter(({ chatId }) => chats.has(chatId)).sort((a, b) => (a.id < b.id ? -1 : 1)),
  users: [...users.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
});
const withoutReplies = (chat: Chat) => ({
  ...chat,
  members: chat.members?.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
});

const cases: Record<string, [happens: (scene: Scene) => Promise<unknown>, type: string, more?: string]> = {
  'a message of another': [({ story, group, bob }) => story.say(group, bob, 'new'), 'message:new'],
  'an own message': [({ story, direct, ann }) => story.say(direct, ann, 'new'), 'message:new'],
  'an edit': [({ story, group, bob, theirs }) => story.edit(group, bob, theirs, 'edited'), 'message:edited'],
  'a deletion': [({ story, group, bob, theirs }) => story.delete(group, bob, theirs), 'message:deleted'],
  'a reaction': [({ story, group, carl, mine }) => story.react(group, carl, mine, '👍'), 'reaction:added'],
  'a reaction taken back': [({ story, group, bob, mine }) => story.unreact(group, bob, mine, '❤️'), 'reaction:removed'],
  'a new name': [({ story, group, ann }) => story.update(group, ann, { name: 'Renamed', slug: null }), 'chat:updated'],
  'a chat closed': [({ story, direct, bob }) => story.close(direct, bob), 'chat:updated'],
  'a new chat': [({ story, dora, ann }) => story.group(dora, [ann]), 'chat:added'],
  'a member more': [({ story, group, ann, dora }) => story.add(group, ann, dora), 'member:added'],
  'a member less': [({ story, group, ann, carl }) => story.remove(group, ann, carl), 'member:removed'],
  'the user removed': [({ story, group, ann, bob }) => story.remove(group, bob, ann), 'chat:removed'],
  'a member who leaves': [({ story, group, carl }) => story.leave(group, carl), 'member:left'],
  'another role': [({ story, group, ann, bob }) => story.role(group, ann, bob, 'admin'), 'member:role'],
  'another owner': [({ story, group, ann, bob }) => story.role(group, ann, bob, 'owner'), 'member:role'],
  'a deleted group': [({ story, group, ann }) => story.deleteChat(group, ann), 'chat:deleted'],
  'own settings': [
    ({ story, group, ann }) => story.settings(ann, group, { muted: true, mutedUntil: null, notify: 'none' }),
    'chat:settings',
  ],
  'another profile': [({ story, bob }) => story.profile(bob, { displayName: 'Robert' }), 'user:updated'],
  'the own profile, on another device': [
    ({ story, ann }) => story.profile(ann, { displayName: 'Anne', presence: 'dnd', readReceipts: false }),
    'user:updated',
  ],
  'reading on another device': [
    ({ story, group, ann }) => story.receipts(group, ann, { [ann.id]: { delivered: 0, read: 2, shownRead: 2 } }),
    'chat:read',
  ],
  'delivery in a direct chat': [
    ({ story, direct, bob }) => story.receipts(direct, bob, { [bob.id]: { delivered: 1, read: 0, shownRead: 0 } }),
    'message:delivered',
  ],
  'reading in a direct chat': [
    ({ story, direct, bob }) => story.receipts(direct, bob, { [bob.id]: { delivered: 1, read: 1, shownRead: 1 } }),
    'message:read',
    'message:delivered',
  ],
  'reading in a group': [
    ({ story, group, bob, carl }) =>
      story.receipts(group, bob, {
        [bob.id]: { delivered: 2, read: 2, shownRead: 2 },
        [carl.id]: { delivered: 2, read: 2, shownRead: 0 },
      }),
    'message:read',
    'message:delivered',
  ],
};

test.each(Object.entries(cases))(
  '%s: the state before and the push make the state after',
  async (_, [happens, ...types]) => {
    const { story, end, sync } = world;
    const [ann, bob, carl, dora] = [
      await story.user('Ann'),
      await story.user('Bob'),
      await story.user('Carl'),
      await story.user('Dora'),
    ];
    await story.befriend(ann, bob);
    const group = await story.group(ann, [bob, carl], { name: 'Harbour' });
    const direct = await story.direct(ann, bob);
    const theirs = await story.say(group, bob, 'theirs');
    const mine = await story.say(group, ann, 'mine');
    await story.say(direct, ann, 'hello');
    await story.react(group, bob, mine, '❤️');
    const state = await stateOf(ann.id, [ann.id, bob.id]);
    const cursor = await end();

    await happens({ story, ann, bob, carl, dora, group, direct, mine, theirs });
    const { events } = await sync(ann.id, cursor);
    expect(events.map(({ type }) => type).sort()).toEqual(types.toSorted());
    for (const push of events) apply(state, push, ann.id);
    expect(comparable(state)).toEqual(comparable(await stateOf(ann.id, [ann.id, bob.id])));
    // Told again, nothing changes.
    const once = comparable(state);
    for (const push of events) if (push.version !== undefined) apply(state, push, ann.id);
    expect(comparable(state)).toEqual(once);
  },
);
