import type { Attachment, Chat, UserCard } from '@messenger/proto';
import type { Timeline, TimelineItem } from '@messenger/sync';
import { expect, test } from 'vitest';
import { chatName, filterChats, presenceText, previewOf, progressOf, receiptCount, unsentIn } from './views.ts';

const users: Record<string, UserCard> = {
  zoe: { id: 'zoe', username: 'zs', displayName: 'Zoë Ström', avatar: null },
  ben: { id: 'ben', username: 'user_b', displayName: 'Ben Okafor', avatar: null },
};
const userOf = (id: string) => users[id];
const direct = (id: string, peer: string, more: Partial<Chat> = {}) =>
  ({
    id,
    kind: 'direct',
    name: null,
    members: [{ userId: 'me' }, { userId: peer }],
    unread: 0,
    lastOrdinal: 0,
    ...more,
  }) as Chat;

test('a direct chat is named after the other one, a group after itself', () => {
  expect(chatName(direct('1', 'zoe'), 'me', userOf)).toBe('Zoë Ström');
  expect(chatName(direct('1', 'gone'), 'me', userOf)).toBe('…');
  expect(chatName(direct('1', 'zoe', { kind: 'group', name: 'Team' }), 'me', userOf)).toBe('Team');
});

test('the filter ignores case, accents and word order, and knows usernames', () => {
  const chats = [direct('1', 'zoe'), direct('2', 'ben')];
  const ids = (filter: string) => filterChats(chats, 'me', userOf, filter).map((c) => c.id);
  expect(ids('  ')).toEqual(['1', '2']);
  expect(ids('strom zoe')).toEqual(['1']);
  expect(ids('USER_B')).toEqual(['2']);
  expect(ids('nobody')).toEqual([]);
});

test('in a group those who have read are counted, else those who have it', () => {
  const group = direct('1', 'zoe', { kind: 'group' });
  const own = (delivered: number, read: number) =>
    ({ state: 'sent', message: { ordinal: 1, receipts: { delivered, read } } }) as TimelineItem;
  const told = [own(0, 0), own(4, 0), own(4, 2)].map((item) => [progressOf(item, group), receiptCount(item, group)]);
  expect(told).toEqual([
    ['sent', undefined],
    ['delivered', 4],
    ['read', 2],
  ]);
  expect(receiptCount(own(1, 1), direct('1', 'zoe'))).toBeUndefined();
});

test('progress follows the outbox, then the other one’s cursors', () => {
  const item = (state: TimelineItem['state'], ordinal = 0) => ({ state, message: { ordinal } }) as TimelineItem;
  const chat = direct('1', 'zoe', { peerReadUpTo: 3, peerDeliveredUpTo: 5 });
  expect(progressOf(item('waiting'), chat)).toBe('waiting');
  expect(progressOf(item('failed'), chat)).toBe('failed');
  expect([3, 5, 6].map((n) => progressOf(item('sent', n), chat))).toEqual(['read', 'delivered', 'sent']);
});

test('of what is not out, what failed is said before what waits', () => {
  const told = (...states: TimelineItem['state'][]) =>
    unsentIn({ items: states.map((state, i) => ({ id: `${i}`, state })) as TimelineItem[] } as unknown as Timeline)?.id;
  expect(told()).toBeUndefined();
  expect(told('sent', 'sent')).toBeUndefined();
  expect(told('sent', 'waiting', 'waiting')).toBe('2');
  expect(told('sent', 'failed', 'failed', 'waiting')).toBe('2');
});

test('presence in words', () => {
  const clock = { now: new Date('2026-11-23T10:00:00.000Z'), locale: 'en-GB', timeZone: 'UTC' };
  expect(presenceText({ state: 'away', lastSeenAt: null }, clock)).toBe('Away');
  expect(presenceText({ state: 'offline', lastSeenAt: null }, clock)).toBe('Offline');
  expect(presenceText(undefined, clock)).toBeUndefined();
  expect(presenceText({ state: 'offline', lastSeenAt: '2026-11-23T08:00:00.000Z' }, clock)).toBe(
    'Last seen today at 08:00',
  );
});

test('a message without a text is told by its images', () => {
  const image = {} as Attachment;
  expect(previewOf({ text: 'one\n**two**', attachments: [image] })).toBe('one two');
  expect(previewOf({ text: '', attachments: [image] })).toBe('Photo');
  expect(previewOf({ text: '', attachments: [image, image] })).toBe('2 photos');
});
