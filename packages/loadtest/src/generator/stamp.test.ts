import { expect, test } from 'vitest';
import { numberField, stamped, stampIn, textField } from './stamp.ts';

test('a stamp is read back from the frame that carries it', () => {
  const text = stamped(17, 123_456_789);
  expect(text).toHaveLength(100);
  const frame = JSON.stringify({ type: 'message:new', id: 'm', chatId: 'c-1', version: 42, data: { text } });
  expect(stampIn(frame)).toEqual({ sender: 17, at: 123_456_789 });
  expect([textField(frame, 'chatId'), numberField(frame, 'version')]).toEqual(['c-1', 42]);
});

test('other frames have none', () => {
  expect(stampIn('{"type":"presence:online"}')).toBeUndefined();
  expect(stampIn('{"text":"load:5"}')).toBeUndefined();
});
