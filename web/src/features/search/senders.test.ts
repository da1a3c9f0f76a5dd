import type { Chat, User, UserCard } from '@messenger/proto';
import { expect, test } from 'vitest';
import { sendersOf } from './senders.ts';

const user = (id: string): UserCard => ({ id, username: id, displayName: id, avatar: null });
const named = ['me', 'zoe', 'bob', 'peer', 'member'];
const members = (...ids: string[]) => ids.map((userId) => ({ userId, role: 'member', joinedAt: '' }));
const chats = [
  { id: 'direct', kind: 'direct', members: members('me', 'peer') },
  { id: 'group', kind: 'group', members: members('me', 'member', 'nameless', 'bob') },
  { id: 'unloaded', kind: 'group' },
] as Chat[];
const state = {
  me: () => user('me') as User,
  chats: () => chats,
  chat: (id: string) => chats.find((chat) => chat.id === id),
  contacts: () => ['zoe', 'bob'].map((id) => ({ user: user(id), since: '', presence: {} as never })),
  user: (id: string) => (named.includes(id) ? user(id) : undefined),
};

test('one looks for what was said by oneself, contacts, peers, and in a group by its members', () => {
  expect(sendersOf({}, state)).toEqual(['me', 'bob', 'peer', 'zoe']);
  expect(sendersOf({ chat: 'group' }, state)).toEqual(['me', 'bob', 'member', 'peer', 'zoe']);
  expect(sendersOf({ chat: 'unloaded' }, state)).toEqual(['me', 'bob', 'peer', 'zoe']);
});

test('who is looked for stays in the list, whoever they are', () => {
  expect(sendersOf({ from: 'nameless' }, state)).toContain('nameless');
  expect(sendersOf({ from: 'me' }, state)).toEqual(['me', 'bob', 'peer', 'zoe']);
});
