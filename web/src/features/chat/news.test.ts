import type { Message } from '@messenger/proto';
import type { Timeline, TimelineItem } from '@messenger/sync';
import { expect, test } from 'vitest';
import { newsBetween } from './news.ts';

const said = (ordinal: number, more: Partial<Message> = {}): TimelineItem => {
  const message = { id: `m${ordinal}`, ordinal, kind: 'user', senderId: 'ben', ...more } as Message;
  return { id: message.id, state: 'sent', message };
};
const shown = (items: TimelineItem[], more: Partial<Timeline> = {}): Timeline => ({
  ...{ items, loaded: true, hasBefore: false, hasAfter: false },
  ...more,
});
const news = (before: Timeline, now: Timeline) => newsBetween(before, now, 'me').map(({ id }) => id);

test('each message of a burst is news, and the first one of a chat; own ones, notices and deleted ones are not', () => {
  const before = shown([said(1)]);
  const notice = said(4, { id: 'e', kind: 'system' });
  const waiting = { ...said(0, { id: 'w', senderId: 'me' }), state: 'waiting' } as TimelineItem;
  const burst = [said(2), said(3, { senderId: 'me' }), said(4), notice, said(5, { deletedAt: 'now' }), waiting];
  expect(news(before, shown([said(1), ...burst]))).toEqual(['m2', 'm4']);
  expect(news(shown([]), shown([said(1)]))).toEqual(['m1']);
});

test('what was said ahead of an own message, and comes after it, is news; what was said before all that is loaded is none', () => {
  const own = said(3, { senderId: 'me' });
  expect(news(shown([said(1), own]), shown([said(1), said(2), own]))).toEqual(['m2']);
  expect(news(shown([own]), shown([said(1), said(2), own, said(4)]))).toEqual(['m4']);
});

test('what is loaded, edited or deleted is no news', () => {
  const before = shown([said(1), said(2)]);
  expect(news(before, shown([said(1), said(2, { editedAt: 'now' })]))).toEqual([]);
  expect(news(shown([], { loaded: false }), before)).toEqual([]);
  expect(news(shown([said(1)], { hasAfter: true }), before)).toEqual([]);
  expect(news(before, shown([said(8), said(9)], { hasAfter: true }))).toEqual([]);
});
