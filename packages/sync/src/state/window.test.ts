import type { Chat, Message, Push } from '@messenger/proto';
import { expect, test } from 'vitest';
import { type Window, windowAfter } from './window.ts';

const said = (ordinal: number, version: number) =>
  ({ id: `m${ordinal}`, chatId: 'c', kind: 'user', ordinal, version, receipts: { delivered: 0, read: 0 } }) as Message;
const notice = (ordinal: number, version: number) =>
  ({ id: `e${version}`, chatId: 'c', kind: 'system', ordinal, version }) as Message;
const removed = (version: number): Push => ({
  ...{ type: 'member:removed', id: `e${version}`, chatId: 'c', version, at: '2026-01-01T00:00:00.000Z', by: 'ann' },
  data: { userId: 'bob' },
});

test('a notice whose event comes after a page that shows it already, and more, stays in its place and alone', () => {
  const ahead: Window = {
    messages: [said(1, 1), notice(1, 2), said(2, 3)],
    ...{ hasBefore: false, hasAfter: false, stale: false },
  };
  const chat = { kind: 'group', lastOrdinal: 1, memberCount: 3 } as Chat;
  const after = windowAfter(ahead, removed(2), { me: 'ann', chat, receipts: { delivered: [], read: [] } as never });
  expect(after.messages.map(({ id }) => id)).toEqual(['m1', 'e2', 'm2']);
});
