import type { ReceiptCursor } from '@messenger/proto';
import { expect, test } from 'vitest';
import { covers, cursorOf, moved, moveOf } from './cursors.ts';
import type { Membership } from './membership.ts';

const at = (delivered: number, read: number, shownRead: number): ReceiptCursor => ({ delivered, read, shownRead });
const membership: Membership = {
  members: new Map([
    ['ann', 0],
    ['bob', 7],
  ]),
  lastOrdinal: 10,
};

test('reading is having, and shows only where the reader lets it', () => {
  expect(moveOf('delivered', 5, true)).toEqual(at(5, 0, 0));
  expect(moveOf('read', 5, true)).toEqual(at(5, 5, 5));
  expect(moveOf('read', 5, false)).toEqual(at(5, 5, 0));
});

test('who joins has read what was there, but to others has said nothing of it', () => {
  expect(cursorOf(new Map(), membership, 'bob')).toEqual(at(0, 7, 0));
  expect(cursorOf(new Map([['bob', at(9, 3, 0)]]), membership, 'bob')).toEqual(at(9, 7, 0));
  expect(cursorOf(new Map([['ann', at(9, 3, 0)]]), membership, 'ann')).toEqual(at(9, 3, 0));
});

test('cursors only ever grow, each part by itself', () => {
  const before = new Map([['ann', at(6, 4, 2)]]);
  expect(moved(before, membership, new Map([['ann', at(5, 5, 0)]]))?.get('ann')).toEqual(at(6, 5, 2));
});

test('everyone in the chat is in the result, and nobody else', () => {
  const before = new Map([
    ['ann', at(1, 1, 1)],
    ['gone', at(9, 9, 9)],
  ]);
  expect(moved(before, membership, new Map([['ann', at(2, 0, 0)]]))).toEqual(
    new Map([
      ['ann', at(2, 1, 1)],
      ['bob', at(0, 7, 0)],
    ]),
  );
});

test('what is covered moves nothing, nor does who is not in the chat', () => {
  const before = new Map([['ann', at(6, 4, 2)]]);
  expect(covers(at(6, 4, 2), at(6, 0, 0))).toBe(true);
  expect(covers(at(6, 4, 2), at(4, 4, 4))).toBe(false);
  expect(moved(before, membership, new Map([['ann', at(6, 4, 0)]]))).toBeUndefined();
  expect(moved(before, membership, new Map([['bob', at(0, 7, 0)]]))).toBeUndefined();
  expect(moved(before, membership, new Map([['bob', at(7, 7, 7)]]))?.get('bob')).toEqual(at(7, 7, 7));
  expect(moved(before, membership, new Map([['gone', at(10, 10, 10)]]))).toBeUndefined();
});
