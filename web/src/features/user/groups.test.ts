import type { Chat } from '@messenger/proto';
import { expect, test } from 'vitest';
import { groupsWith } from './groups.ts';

const chat = (id: string, kind: Chat['kind'], ...members: string[]) =>
  ({ id, kind, members: members.map((userId) => ({ userId })) }) as Chat;

test('the groups that one shares with somebody, by their ids, which stay when something is said', () => {
  const chats = [chat('a', 'group', 'me', 'ben'), chat('b', 'direct', 'me', 'ben'), chat('c', 'group', 'me')];
  expect(groupsWith('ben', chats)).toEqual(['a']);
  expect(groupsWith('ben', [{ ...chats[0]! }, { id: 'd', kind: 'group' } as Chat])).toEqual(['a']);
});
