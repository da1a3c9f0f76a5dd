import { expect, test } from 'vitest';
import { uuid } from '../live/events.fixture.ts';
import { decodeFrame } from './decode-frame.ts';

const chatId = uuid('c', 1);
const messageId = uuid('m', 1);
const decode = (value: unknown, isBinary = false) =>
  decodeFrame(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), isBinary);

test.each(['{', '', '5', 'null', '[]', '"ping"', '{}', '{"type":5}', '{"type":null}', '\u0000'])(
  '%j is bad',
  (text) => {
    expect(decode(text)).toEqual({ bad: true });
  },
);

test('a binary frame is bad, whatever it says', () => {
  expect(decode({ type: 'ping' }, true)).toEqual({ bad: true });
});

test('a sound frame', () => {
  const data = { chatId, messageId, text: 'hi' };
  expect(decode({ type: 'message:send', id: 7, data })).toEqual({
    frame: { type: 'message:send', id: 7, commandId: undefined, data },
  });
  expect(decode({ type: 'ping' })).toEqual({ frame: { type: 'ping', id: undefined, commandId: undefined, data: {} } });
});

test('a device may say of itself as much as a browser does', () => {
  const data = { token: 'x', device: 'Mozilla/5.0 '.repeat(50) };
  expect(decode({ type: 'hello', data })).toMatchObject({ frame: { data } });
});

test('a command id is the same in either case', () => {
  const commandId = uuid('m', 2);
  expect(decode({ type: 'ping', commandId: commandId.toUpperCase() })).toMatchObject({ frame: { commandId } });
});

test('nobody says in a frame who they are, or what they do', () => {
  const data = { chatId, upTo: 3 };
  expect(decode({ type: 'message:delivered', data: { ...data, by: uuid('u', 2), kind: 'read' } })).toEqual({
    frame: { type: 'message:delivered', id: undefined, commandId: undefined, data },
  });
});

test.each([
  ['nothing:known', {}, '/type'],
  ['constructor', {}, '/type'],
  ['message:send', {}, '/data/chatId'],
  ['message:send', null, '/data'],
  ['message:send', 'x', '/data'],
  ['message:send', { chatId: `${chatId}\n`, messageId, text: 'x' }, '/data/chatId'],
  ['message:send', { chatId: 'evt.chat.>', messageId, text: 'x' }, '/data/chatId'],
  ['message:send', { chatId, messageId: 'a.b', text: 'x' }, '/data/messageId'],
  ['message:send', { chatId, messageId, text: 'x'.repeat(10_001) }, '/data/text'],
  ['message:send', { chatId, messageId, text: '😀'.repeat(10_001) }, '/data/text'],
  ['message:send', { chatId, messageId, text: '\u0000' }, '/data/text'],
  ['message:send', { chatId, messageId, text: 5 }, '/data/text'],
  ['chat:events', { chatId, after: -1 }, '/data/after'],
  ['chat:events', { chatId, after: 1.5 }, '/data/after'],
  ['presence:set', { presence: 'asleep' }, '/data/presence'],
  ['hello', { token: 5 }, '/data/token'],
])('%s with %j is refused at %s', (type, data, field) => {
  const result = decode({ type, id: 'a', data });
  expect(result).toMatchObject({ id: 'a', refusal: { code: 'validation_failed' } });
  expect('refusal' in result && result.refusal.details?.map((flaw) => flaw.field)).toContain(field);
});

test('a lone surrogate is refused, 10,000 astral characters are not', () => {
  const escaped = `{"type":"message:send","data":{"chatId":"${chatId}","messageId":"${messageId}","text":"\\ud800"}}`;
  expect(decode(escaped)).toHaveProperty('refusal');
  expect(decode({ type: 'message:send', data: { chatId, messageId, text: '😀'.repeat(10_000) } })).toHaveProperty(
    'frame',
  );
});

test('an id that cannot be answered with is not', () => {
  expect(decode({ type: 'ping', id: { a: 1 } })).toMatchObject({
    id: undefined,
    refusal: { code: 'validation_failed' },
  });
  expect(decode({ type: 'ping', id: 'x'.repeat(101) })).toMatchObject({ id: undefined });
  expect(decode({ type: 'ping', commandId: 'x' })).toMatchObject({
    refusal: { details: [expect.objectContaining({ field: '/commandId' })] },
  });
});
