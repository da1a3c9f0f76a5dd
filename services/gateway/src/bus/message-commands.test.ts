import { newId } from '@messenger/kit';
import { expect, test } from 'vitest';
import { emojiOf, sendCommand } from './message-commands.ts';

const [by, chatId, messageId] = [newId(), newId(), newId()];

test('exactly one Unicode emoji, however many code points it takes', () => {
  for (const emoji of ['👍', '👍🏽', '❤️', '👨‍👩‍👧‍👦', '🇪🇺', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '🧑🏿‍❤️‍💋‍🧑🏻']) {
    expect(emojiOf(emoji)).toBe(emoji);
  }
  const without = { '❤': '❤️', '☺': '☺️', '🏳‍🌈': '🏳️‍🌈', '👁‍🗨': '👁️‍🗨️', '1⃣': '1️⃣', '👁️‍🗨': '👁️‍🗨️' };
  for (const [emoji, whole] of Object.entries(without)) expect(emojiOf(emoji), emoji).toBe(whole);
  for (const text of [
    '',
    'a',
    '1',
    '👍👍',
    '👍 ',
    ':+1:',
    '\u200d',
    '\ufe0f',
    '1\ufe0f',
    '👍\ufe0f\ufe0f',
    '❤❤',
    '🏽a',
    '<b>',
  ]) {
    expect(emojiOf(text), text).toMatchObject({
      code: 'validation_failed',
      details: [{ field: '/emoji' }],
    });
  }
});

test('a message needs text, or an upload that is there', () => {
  const replyTo = newId();
  expect(sendCommand(by, chatId, { messageId, text: 'hi', replyTo })).toEqual({
    type: 'SendMessage',
    commandId: messageId,
    by,
    chatId,
    text: 'hi',
    replyTo,
  });
  const empty = sendCommand(by, chatId, { messageId, text: ' \n' });
  expect(empty).toMatchObject({ code: 'validation_failed', details: [{ field: '/text' }] });
  expect(sendCommand(by, chatId, { messageId, attachmentIds: [newId()] })).toMatchObject({ text: '' });
});
