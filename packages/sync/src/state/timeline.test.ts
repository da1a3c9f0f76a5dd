import type { Message } from '@messenger/proto';
import { expect, test } from 'vitest';
import { itemOf } from '../outbox/queue.ts';
import { timelineOf } from './timeline.ts';
import type { Window } from './window.ts';

const original = (more: object) =>
  ({ id: 'm1', chatId: 'c', kind: 'user', ordinal: 1, version: 1, text: 'old', ...more }) as Message;
const replyTo = { messageId: 'm1', ordinal: 1, senderId: 'bob', excerpt: 'old' };
const waiting = itemOf({
  ...{ messageId: 'm2', chatId: 'c', userId: 'ann', text: 'yes', replyTo },
  ...{ order: 1, createdAt: '2026-01-01T00:00:00.000Z' },
});
const quoted = (loaded: Message[]) => {
  const window: Window = { messages: loaded, hasBefore: false, hasAfter: false, stale: false };
  return timelineOf(window, [waiting]).items.at(-1)?.message.replyTo?.excerpt;
};

test('what waits shows the message that it answers as it is now, and as it was where that is not loaded', () => {
  expect(quoted([original({})])).toBe('old');
  expect(quoted([original({ text: '**new**' })])).toBe('new');
  expect(quoted([original({ text: '', deletedAt: '2026-01-01T00:00:00.000Z' })])).toBe('');
  expect(quoted([])).toBe('old');
});
