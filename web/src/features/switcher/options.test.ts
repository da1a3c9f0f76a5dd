import type { Chat, UserCard } from '@messenger/proto';
import { expect, test } from 'vitest';
import { optionsFor } from './options.ts';

const users = new Map(
  [
    ['ben', 'Ben Okafor'],
    ['cleo', 'Cléo Marin'],
    ['dan', 'Dan Benson'],
    ['eve', 'Eve Benning'],
  ].map(([id, displayName]) => [id!, { id, username: `${id}_1`, displayName } as UserCard]),
);
const user = (id: string) => users.get(id)!;
const direct = (id: string, peer: string) =>
  ({ id, kind: 'direct', members: [{ userId: 'me' }, { userId: peer }] }) as Chat;
const group = { id: 'g', kind: 'group', name: 'Workbench' } as Chat;
const doing = { icon: () => null, run: () => undefined };
const base = {
  q: '',
  me: 'me',
  chats: [group, direct('b', 'ben')],
  open: undefined as string | undefined,
  contacts: [user('ben'), user('cleo'), user('dan')],
  found: [user('eve'), user('cleo')],
  actions: [
    { id: 'settings', label: 'Settings', words: 'preferences', ...doing },
    { id: 'new', label: 'New group', ...doing },
  ],
  userOf: (id: string) => users.get(id),
};
const idsOf = (change: Partial<typeof base>) =>
  optionsFor({ ...base, ...change }).map(({ kind, id }) => `${kind} ${id}`);

test('without a question: the chats but the open one, and what can be done', () => {
  expect(idsOf({})).toEqual(['chat g', 'chat b', 'action settings', 'action new']);
  expect(idsOf({ open: 'g' })).toEqual(['chat b', 'action settings', 'action new']);
});

test('finds chats, contacts without a chat and others, those that begin so first', () => {
  expect(idsOf({ q: 'ben' })).toEqual(['chat b', 'chat g', 'person dan', 'person eve']);
  expect(idsOf({ q: 'cleo', found: [user('cleo')] })).toEqual(['person cleo']);
  expect(optionsFor({ ...base, q: 'eve' })).toMatchObject([{ isContact: false }]);
});

test('finds actions by their other names too', () => {
  expect(idsOf({ q: 'pref', found: [] })).toEqual(['action settings']);
  expect(idsOf({ q: 'nothing of it', found: [] })).toEqual([]);
});
