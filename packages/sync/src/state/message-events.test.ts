import type { Message, Push } from '@messenger/proto';
import { expect, test } from 'vitest';
import { afterEvent, excerptOf, received } from './message-events.ts';

const message = (more: Partial<Message>): Message => ({
  ...{ id: 'm1', chatId: 'c', version: 2, ordinal: 1, kind: 'user', senderId: 'ann', text: '', attachments: [] },
  ...{ replyTo: null, reactions: [], sentAt: '2026-01-01T00:00:00.000Z' },
  ...more,
});

test('what a reply quotes is shown as the server shows it: one line without marks, cut with an ellipsis', () => {
  expect(excerptOf('hello **bold** and `code`')).toBe('hello bold and code');
  expect(excerptOf('x'.repeat(700))).toBe(`${'x'.repeat(199)}…`);
  const original = message({ text: 'so **it** is' });
  const quote = { messageId: 'm1', ordinal: 1, senderId: 'ann' };
  const reply = received(message({ id: 'm2', replyTo: quote }), 'bob', [original]);
  expect(reply.replyTo).toEqual({ ...quote, excerpt: 'so it is' });
  const edited: Push = { type: 'message:edited', version: 9, data: { messageId: 'm1', text: '> or\n> *not*' } };
  expect(afterEvent(reply, edited, 'bob', 2).replyTo?.excerpt).toBe('or not');
});
