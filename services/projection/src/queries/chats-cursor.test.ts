import { newId } from '@messenger/kit';
import { expect, test } from 'vitest';
import { decodeChatsCursor, encodeChatsCursor } from './chats-cursor.ts';

test('a cursor of the chat list keeps the time to the millisecond', () => {
  const cursor = { activeAt: new Date('2026-11-23T04:05:06.789Z'), chatId: newId() };
  expect(decodeChatsCursor(encodeChatsCursor(cursor))).toEqual(cursor);
});

test.each(['', '.', '1', `x.${newId()}`, `-1.${newId()}`, `1.${newId()}.`, `1.${newId()} `, '1.2.3'])(
  '%j is none',
  (text) => {
    expect(decodeChatsCursor(text)).toBeUndefined();
  },
);
