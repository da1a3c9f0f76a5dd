import { Type } from '@sinclair/typebox';
import { expect, test } from 'vitest';
import {
  ChatCommand,
  ChatName,
  codePoints,
  fits,
  flawsOf,
  http,
  MessageText,
  maxMessageLength,
  Time,
} from './index.ts';

const astral = '🌱';
const id = '0199c0de-1234-7abc-8def-0123456789ab';
const Body = Type.Object({ text: MessageText });

test.each([
  ['letters', 'a'],
  ['astral characters', astral],
])('a message may have 10,000 %s, not one more', (_, character) => {
  expect(flawsOf(Body, { text: character.repeat(maxMessageLength) })).toEqual([]);
  const flaws = flawsOf(Body, { text: character.repeat(maxMessageLength + 1) });
  expect(flaws).toMatchObject([{ field: '/text', message: expect.stringMatching(/10.?000/) }]);
});

test('the exact count holds within a union too', () => {
  const send = (text: string) => ({ type: 'SendMessage', commandId: id, by: id, chatId: id, text });
  expect(flawsOf(ChatCommand, send('a'.repeat(maxMessageLength)))).toEqual([]);
  expect(flawsOf(ChatCommand, send('a'.repeat(maxMessageLength + 1)))).toMatchObject([{ field: '/text' }]);
  const Named = Type.Object({ name: Type.Union([ChatName, Type.Null()]) });
  expect(flawsOf(Named, { name: null })).toEqual([]);
  expect(flawsOf(Named, { name: 'n'.repeat(101) })).toMatchObject([{ field: '/name' }]);
});

test('code points are counted as people see them in R18', () => {
  expect(codePoints('')).toBe(0);
  expect(codePoints('aä世')).toBe(3);
  expect(codePoints(`a${astral}b`)).toBe(3);
});

test.each([
  ['U+0000', 'a\u0000b'],
  ['a lone high surrogate', 'a\ud83c'],
  ['a lone low surrogate', '\udf31a'],
])('%s is refused wherever it stands, and the field is named', (_, text) => {
  expect(flawsOf(Body, { text })).toMatchObject([{ field: '/text', message: expect.stringContaining('Unicode') }]);
  const Nested = Type.Object({ list: Type.Array(Type.Object({ names: Type.Array(Type.String()) })) });
  expect(flawsOf(Nested, { list: [{ names: ['fine'] }, { names: ['fine', text] }] })).toMatchObject([
    { field: '/list/1/names/1' },
  ]);
  expect(flawsOf(Body, { text: 'fine', more: { inside: [text] } })).toMatchObject([{ field: '/more/inside/0' }]);
});

test('a field that the contract does not know is no flaw: clients may be newer', () => {
  expect(flawsOf(Body, { text: 'fine', later: true, constructor: 1 })).toEqual([]);
});

test('every flawed field is named once, at most ten', () => {
  const Form = Type.Object({
    a: Type.String(),
    b: Type.Integer({ minimum: 1 }),
    c: Type.Object({ d: Type.Boolean() }),
  });
  expect(flawsOf(Form, { b: 0, c: { d: 'no' } }).map((flaw) => flaw.field)).toEqual(['/a', '/b', '/c/d']);
  const wrong = Array.from({ length: 50 }, () => 1);
  expect(flawsOf(Type.Array(Type.String()), wrong)).toHaveLength(10);
  expect(flawsOf(Type.Array(Type.String()), wrong, 50)).toHaveLength(50);
});

test.each([
  [http.UpdateChatBody, { slug: 'AB' }, /^Expected string .* \(3–50 of a-z 0-9 -\), or null$/],
  [http.SettingsBody, { mutedUntil: '2030-01-01T00:00:00Z' }, /RFC 3339 UTC with milliseconds\), or null$/],
  [http.ProfileBody, { presence: 'busy' }, /^Expected one of online, away, dnd, invisible \(/],
  [http.ProfileBody, { avatarId: 'x' }, /lower-case UUID\), or null$/],
  [http.RoleBody, { role: 'king' }, /^Expected one of owner, admin, member$/],
  [http.UploadQuery, { purpose: 'x' }, /^Expected one of message, avatar/],
])('what may be one of several is told as what it may be: %#', (schema, value, message) => {
  const field = `/${Object.keys(value)[0]}`;
  expect(flawsOf(schema, value)).toEqual([{ field, message: expect.stringMatching(message) }]);
});

test('of a command that names itself the flawed field is told', () => {
  const send = { type: 'SendMessage', commandId: id, by: id, chatId: id, text: 'fine' };
  expect(flawsOf(ChatCommand, { ...send, chatId: `${id}\n` })).toMatchObject([{ field: '/chatId' }]);
  expect(flawsOf(ChatCommand, { ...send, text: 7 })).toMatchObject([{ field: '/text' }]);
  expect(flawsOf(ChatCommand, { ...send, type: 'constructor' })).toMatchObject([{ field: '/' }]);
  for (const value of [null, undefined, 7, 'SendMessage', []]) expect(flawsOf(ChatCommand, value)).toHaveLength(1);
});

test('what is no object at all is a flaw of the whole', () => {
  for (const value of [undefined, null, 7, 'text', []]) {
    expect(flawsOf(Body, value)[0]?.field).toMatch(/^\/(text)?$/);
    expect(fits(Body, value)).toBe(false);
  }
});

test('input nested beyond reason is refused, not followed', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(flawsOf(Body, { text: 'fine', more: deep })).toMatchObject([{ message: 'is nested too deep' }]);
});

test.each([
  ['2026-11-25T19:02:25.130Z', true],
  ['2028-02-29T00:00:00.000Z', true],
  ['2026-12-31T23:59:59.999Z', true],
  ['2000-02-29T00:00:00.000Z', true],
  ['2027-02-29T00:00:00.000Z', false],
  ['2100-02-29T00:00:00.000Z', false],
  ['2026-02-30T00:00:00.000Z', false],
  ['2026-04-31T00:00:00.000Z', false],
  ['2026-13-01T00:00:00.000Z', false],
  ['2026-00-10T00:00:00.000Z', false],
  ['2026-01-00T00:00:00.000Z', false],
  ['2026-01-01T24:00:00.000Z', false],
  ['2026-01-01T00:60:00.000Z', false],
  ['2026-01-01T00:00:60.000Z', false],
  ['0000-01-01T00:00:00.000Z', false],
  ['2026-01-01T00:00:00Z', false],
  ['2026-01-01T00:00:00.000+01:00', false],
])('%s is a time: %s', (text, is) => {
  expect(fits(Time, text)).toBe(is);
});
