import type { Message } from '@messenger/proto';
import { expect, test } from 'vitest';
import { noticeText } from './notice.ts';

const names: Record<string, string> = { ann: 'Ann', ben: 'Ben', cleo: 'Cleo' };
const name = (id: string, place: 'start' | 'within') =>
  id === 'me' ? (place === 'start' ? 'You' : 'you') : names[id]!;
const raw = (senderId: string, system: Message['system']) => noticeText({ senderId, system } as Message, name, 'me');
const text = (...notice: Parameters<typeof raw>) => raw(...notice).replaceAll(/[\u2068\u2069]/g, '');

test('each notice says who did what', () => {
  expect(text('ann', { type: 'chat:created' })).toBe('Ann created this group');
  expect(text('me', { type: 'chat:updated', name: 'Crew' })).toBe('You named the group “Crew”');
  expect(text('ann', { type: 'chat:updated', slug: null })).toBe("Ann removed the group's address");
  expect(text('ann', { type: 'member:added', userIds: ['ben', 'me'] })).toBe('Ann added Ben and you');
  expect(text('ann', { type: 'member:removed', userId: 'cleo' })).toBe('Ann removed Cleo');
  expect(text('ann', { type: 'member:left', userId: 'ann', newOwnerId: 'me' })).toBe('Ann left. You own the group now');
  expect(text('me', { type: 'member:role', userId: 'ben', role: 'admin' })).toBe('You made Ben an admin');
  expect(text('ann', { type: 'member:role', userId: 'me', role: 'member' })).toBe('Ann took the admin role from you');
});

test('a name that is written from right to left turns nothing round', () => {
  expect(raw('ann', { type: 'member:removed', userId: 'ben' })).toBe('\u2068Ann\u2069 removed \u2068Ben\u2069');
  expect(raw('me', { type: 'chat:updated', name: 'Crew' })).toContain(' named the group “\u2068Crew\u2069”');
});
