import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  Chat,
  type ChatEvent,
  type ContactEvent,
  chatEvents,
  compile,
  contactEvents,
  createdChat,
  Message,
  numberedPushOf,
  Push,
  pushesOfChatEvent,
  pushesOfContactEvent,
  pushesOfUserEvent,
  type UserEvent,
} from '../index.ts';

const ann = '01990000-0000-7000-8000-00000000000a';
const bob = '01990000-0000-7000-8000-00000000000b';
const carol = '01990000-0000-7000-8000-00000000000c';
const message = '01990000-0000-7000-8000-000000000110';
const fixtures = join(import.meta.dirname, '../fixtures');
const eventOf = <E>(type: string): E => JSON.parse(readFileSync(join(fixtures, `${type}.v1.json`), 'utf8')).event;
const chat = eventOf<ChatEvent>('ChatCreated').chatId;

const chatPushes: Record<ChatEvent['type'], { type: string; data: unknown }> = {
  ChatCreated: { type: 'chat:created', data: { chat: expect.objectContaining({ id: chat, kind: 'direct' }) } },
  MessageSent: {
    type: 'message:new',
    data: expect.objectContaining({ senderId: bob, text: 'Grüße, 世界 👩‍👩‍👧\nsecond line', ordinal: 1, version: 2 }),
  },
  MessageEdited: {
    type: 'message:edited',
    data: { messageId: message, text: 'corrected', editedAt: '2026-11-23T08:00:10.123Z' },
  },
  MessageDeleted: { type: 'message:deleted', data: { messageId: message, deletedAt: '2026-11-23T08:00:10.123Z' } },
  ReactionAdded: { type: 'reaction:added', data: { messageId: message, emoji: '👍🏽', userId: bob } },
  ReactionRemoved: { type: 'reaction:removed', data: { messageId: message, emoji: '👍🏽', userId: bob } },
  ChatUpdated: { type: 'chat:updated', data: { name: 'Harbour crew', slug: 'harbour-crew', avatar: null } },
  ChatDeleted: { type: 'chat:deleted', data: {} },
  MembersAdded: {
    type: 'member:added',
    data: { members: [{ userId: carol, role: 'member', joinedAt: '2026-11-23T08:00:10.123Z' }] },
  },
  MemberRemoved: { type: 'member:removed', data: { userId: carol } },
  MemberLeft: { type: 'member:left', data: { userId: bob, newOwnerId: carol } },
  MemberRoleChanged: { type: 'member:role', data: { userId: carol, role: 'admin' } },
  DirectClosed: { type: 'chat:updated', data: { closed: true } },
  DirectReopened: { type: 'chat:updated', data: { closed: false } },
};

test.each(Object.keys(chatEvents) as ChatEvent['type'][])('%s makes exactly one push numbered in its chat', (type) => {
  const event = eventOf<ChatEvent>(type);
  const { id, chatId, version, at, by } = event;
  expect(numberedPushOf(event)).toEqual({ id, chatId, version, at, by, ...chatPushes[type] });
  const numbered = pushesOfChatEvent(event).filter(({ to }) => to === 'chat');
  expect(numbered.map(({ push }) => push)).toEqual([numberedPushOf(event)]);
  for (const { push } of pushesOfChatEvent(event)) expect(compile(Push).Check(push)).toBe(true);
});

test('a new chat is shown to each member as that member sees it', () => {
  const event = eventOf<Extract<ChatEvent, { type: 'ChatCreated' }>>('ChatCreated');
  const added = pushesOfChatEvent(event).filter((outgoing) => outgoing.to === 'users');
  expect(added.map(({ userIds }) => userIds)).toEqual([[ann], [bob]]);
  for (const { push, userIds } of added) {
    expect(push).toMatchObject({ type: 'chat:added', chatId: chat, data: { chat: createdChat(event, userIds[0]!) } });
    expect(push).not.toHaveProperty('version');
    expect(compile(Chat).Check((push.data as { chat: unknown }).chat)).toBe(true);
  }
});

test('in a group the owner is named and each sees the own role', () => {
  const created = eventOf<Extract<ChatEvent, { type: 'ChatCreated' }>>('ChatCreated');
  const members = [
    { userId: ann, role: 'owner' as const },
    { userId: bob, role: 'member' as const },
  ];
  const group = { ...created, data: { ...created.data, kind: 'group' as const, name: 'Garden', members } };
  expect(createdChat(group, ann)).toMatchObject({
    ownerId: ann,
    name: 'Garden',
    me: { role: 'owner' },
    memberCount: 2,
  });
  expect(createdChat(group, bob)).toMatchObject({ ownerId: ann, me: { role: 'member' } });
  expect(createdChat(group, bob)).not.toHaveProperty('peerReadUpTo');
});

test("a pushed message has the message's shape, without what only one reader sees", () => {
  const { data } = numberedPushOf(eventOf('MessageSent'));
  expect(compile(Message).Check(data)).toBe(true);
  expect(data).not.toHaveProperty('receipts');
});

test("a profile is told to those it concerns, one's own settings only to oneself", () => {
  const event = eventOf<Extract<UserEvent, { type: 'ProfileChanged' }>>('ProfileChanged');
  const to = (cardChanged?: boolean) =>
    pushesOfUserEvent({ ...event, data: { ...event.data, ...(cardChanged === undefined ? {} : { cardChanged }) } });
  expect(to(false)).toMatchObject([{ to: 'users', userIds: [ann], push: { data: { user: { presence: 'dnd' } } } }]);
  expect(to(true)).toMatchObject([{ to: 'concerned', userId: ann }, { to: 'users' }]);
  expect(to()).toEqual(to(true));
});

const contactPushes: Record<ContactEvent['type'], string> = {
  ContactRequested: 'contact:requested',
  ContactAccepted: 'contact:accepted',
  ContactRejected: 'contact:rejected',
  ContactWithdrawn: 'contact:rejected',
  ContactRemoved: 'contact:removed',
};

test.each(Object.keys(contactEvents) as ContactEvent['type'][])('%s tells each of the two of the other', (type) => {
  const event = eventOf<ContactEvent>(type);
  const { requester, recipient } = event.data;
  const pushes = pushesOfContactEvent(event);
  const common = { type: contactPushes[type], id: event.id, at: event.at, by: event.by };
  const told = (user: unknown, direction: string) => ({ ...common, data: { id: event.pairId, user, direction } });
  expect(pushes).toEqual([
    { to: 'users', userIds: [bob], push: told(requester, 'incoming') },
    { to: 'users', userIds: [ann], push: told(recipient, 'outgoing') },
  ]);
  for (const { push } of pushes) expect(compile(Push).Check(push)).toBe(true);
});
