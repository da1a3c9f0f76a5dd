import type { Chat, ChatSettings, Message, User } from '@messenger/proto';
import { describe, expect, test } from 'vitest';
import { dueOf, isDue, mentions } from './due.ts';

const now = new Date('2026-11-25T12:00:00.000Z');
const me = { id: 'me', username: 'Ann_1', presence: 'online' } as User;
const message = { senderId: 'ben', ordinal: 5, text: 'hello' };
const settings: ChatSettings = { muted: false, mutedUntil: null, notify: 'all' };
const chat = { id: 'c', closed: false, unread: 1, readUpTo: 4, lastMessage: message, settings } as Chat;
const due = (change: object = {}, of: User = me) => isDue({ chat: { ...chat, ...change } as Chat, me: of, now });
const set = (change: Partial<ChatSettings>) => due({ settings: { ...settings, ...change } });

test('an unread message of somebody else is told of; what is read, mine, deleted or over is not', () => {
  expect(due()).toBe(true);
  expect(due({ unread: 0, readUpTo: 5 })).toBe(false);
  expect(due({ lastMessage: { ...message, senderId: 'me' } })).toBe(false);
  expect(due({ lastMessage: { ...message, deletedAt: now.toISOString() } })).toBe(false);
  expect(due({ lastMessage: null })).toBe(false);
  expect(due({ closed: true })).toBe(false);
});

test('nothing is told in a muted chat, until the time for which it is, nor to who must not be disturbed', () => {
  expect(set({ muted: true })).toBe(false);
  expect(set({ muted: true, mutedUntil: '2026-11-25T12:00:01.000Z' })).toBe(false);
  expect(set({ muted: true, mutedUntil: '2026-11-25T12:00:00.000Z' })).toBe(true);
  expect(set({ notify: 'none' })).toBe(false);
  expect(due({}, { ...me, presence: 'dnd' })).toBe(false);
  expect(due({}, { ...me, presence: 'invisible' })).toBe(true);
});

describe('a chat that tells of mentions alone', () => {
  const said = (text: string) =>
    due({ settings: { ...settings, notify: 'mentions' }, lastMessage: { ...message, text } });
  test.each(['@ann_1', 'Well, @Ann_1: come', '(@ANN_1)', '**@ann_1**', 'x @bob @ann_1', '`x` @ann_1'])('%s', (text) => {
    expect(said(text)).toBe(true);
  });
  test.each([
    'hello',
    '@ann_12',
    '@ann',
    'x@ann_1',
    'https://a.example/@ann_1',
    '@@ann_1',
    '`@ann_1`',
    '```\n@ann_1\n```',
  ])('not %s', (text) => {
    expect(said(text)).toBe(false);
    expect(mentions({ text }, me)).toBe(false);
  });
});

test('of several that come at once each is looked at: a mention counts, though another message is the newest', () => {
  const crew = { ...chat, unread: 3, settings: { ...settings, notify: 'mentions' } } as Chat;
  const said = (ordinal: number, text: string, chatId = 'c') => ({ ...message, chatId, ordinal, text }) as Message;
  const burst = [said(5, 'x'), said(6, '@ann_1 look'), said(7, 'nor this'), said(6, '@ann_1', 'unknown')];
  const found = dueOf(burst, (id) => (id === 'c' ? { ...crew, lastMessage: burst[2]! } : undefined), me, now);
  expect(found).toEqual([{ ...crew, lastMessage: burst[1] }]);
  expect(dueOf(burst, () => ({ ...crew, readUpTo: 7, unread: 0 }), me, now)).toEqual([]);
});
