import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { subjects } from '@messenger/proto';
import { expect, test } from 'vitest';
import { decodeEvent } from './decode.ts';
import { upcastersOf } from './upcast.ts';

const fixtures = join(import.meta.dirname, '../../../proto/src/fixtures');
type Fixture = { subject: string; event: Record<string, unknown> };
const fixture = (name: string): Fixture => JSON.parse(readFileSync(join(fixtures, name), 'utf8'));
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const { subject, event } = fixture('MessageSent.v1.json');

test.each(readdirSync(fixtures))('%s is read for ever', (name) => {
  const { subject, event } = fixture(name);
  const decoded = decodeEvent(subject, bytes(event));
  expect(decoded.poison).toBeUndefined();
  expect(decoded).toMatchObject({ id: event.id, event: { type: event.type, data: event.data } });
  expect(subject.endsWith(decoded.key)).toBe(true);
});

const junk = Buffer.from([0xff, 0xfe, 0x7b]);
test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(), /not JSON/],
  ['no JSON', Buffer.from('hello'), /not JSON/],
  ['no UTF-8', junk, /not JSON/],
  ['null', Buffer.from('null'), /not an object/],
  ['a number', Buffer.from('7'), /not an object/],
  ['a list', Buffer.from('[]'), /unknown type/],
  ['an unknown type', bytes({ ...event, type: 'MessageSung' }), /unknown type MessageSung/],
  ['a type of another aggregate', bytes({ ...event, type: 'UserRegistered' }), /unknown type/],
  ['a type that every object has', bytes({ ...event, type: 'constructor' }), /unknown type constructor/],
  ['no type', bytes({ ...event, type: undefined }), /unknown type \(undefined\)/],
  ['a type that is no text', bytes({ ...event, type: { toString: 1 } }), /unknown type/],
  ['a version that is no number', bytes({ ...event, v: { toString: 1 } }), /MessageSent v\(object\): \/v/],
  ['a newer version', bytes({ ...event, v: 2 }), /MessageSent v2: \/v/],
  ['a missing field', bytes({ ...event, data: { ordinal: 1 } }), /MessageSent v1: \/data/],
  ['a wrong field', bytes({ ...event, version: 0 }), /\/version/],
  ["another aggregate's id", bytes({ ...event, chatId: event.id }), /another aggregate/],
  ['U+0000', bytes({ ...event, data: { ...(event.data as object), text: 'a\u0000' } }), /data\/text.*Unicode/],
  ['a lone surrogate', bytes({ ...event, data: { ...(event.data as object), text: '\ud800' } }), /data\/text.*Unicode/],
])('%s is poison with a reason', (_, data, reason) => {
  const decoded = decodeEvent(subject, data);
  expect(decoded.event).toBeUndefined();
  expect(decoded.poison).toMatch(reason);
  expect(decoded).toMatchObject({ kind: 'chat', key: event.chatId });
});

test('poison tells its id only where that is an id', () => {
  expect(decodeEvent(subject, bytes({ ...event, v: 9 })).id).toBe(event.id);
  expect(decodeEvent(subject, bytes({ ...event, v: 9, id: 'a\u0000b' })).id).toBeUndefined();
  expect(decodeEvent(subject, junk).id).toBeUndefined();
});

test('what stands on no subject of the log is poison', () => {
  const elsewhere = subjects.typing(String(event.chatId));
  expect(decodeEvent(elsewhere, bytes(event))).toMatchObject({ kind: 'unknown', poison: expect.any(String) });
});

test('an older version is brought to the newest, step by step', () => {
  const upcast = upcastersOf({
    MessageSent: {
      [-1]: (old) => ({ ...old, v: 0, data: { ordinal: old.number, text: old.words } }),
      0: (old) => ({ ...old, v: 1, data: { ...(old.data as object), attachments: [], replyTo: null } }),
    },
  });
  const { data: _, ...rest } = event;
  const old = { ...rest, v: -1, number: 3, words: 'as it was' };
  expect(decodeEvent(subject, bytes(old), upcast).event).toMatchObject({
    v: 1,
    data: { ordinal: 3, text: 'as it was', attachments: [], replyTo: null },
  });
  expect(decodeEvent(subject, bytes(event), upcast).event).toEqual(event);
});

test('a step that fails makes poison, not an exception', () => {
  const upcast = upcastersOf({
    MessageSent: {
      0: () => {
        throw new TypeError('no such field');
      },
    },
  });
  expect(decodeEvent(subject, bytes({ ...event, v: 0 }), upcast).poison).toMatch(/cannot be upcast.*no such field/);
  expect(upcastersOf({})('toString', { v: 'length' })).toEqual({ v: 'length' });
});
