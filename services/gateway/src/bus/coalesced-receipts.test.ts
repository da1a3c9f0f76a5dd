import { newId } from '@messenger/kit';
import { isRefusal, refuse } from '@messenger/proto';
import { expect, test } from 'vitest';
import { CoalescedReceipts } from './coalesced-receipts.ts';
import type { MoveReceiptOf } from './gathered-receipts.ts';

const [by, chatId] = [newId(), newId()];
const read = (upTo: number): MoveReceiptOf => ({ by, chatId, kind: 'read', upTo });
const context = { requestId: 'x' };
const ok = { position: undefined };

test('the first goes at once, then the furthest of each while for all', async () => {
  const moved: number[] = [];
  using receipts = new CoalescedReceipts({
    everyMs: 30,
    move: async ({ upTo }) => {
      moved.push(upTo);
      return ok;
    },
  });
  const answers = [1, 2, 9, 5].map((upTo) => receipts.move(read(upTo), context));
  expect(moved).toEqual([1]);
  expect(await Promise.all(answers)).toEqual([ok, ok, ok, ok]);
  expect(moved).toEqual([1, 9]);
  const other = { ...read(1), kind: 'delivered' } as const;
  await Promise.all([receipts.move(other, context), receipts.move({ ...read(3), chatId: newId() }, context)]);
  expect(moved.toSorted()).toEqual([1, 1, 3, 9]);
});

test('one that is too far takes no other with it', async () => {
  using receipts = new CoalescedReceipts({
    everyMs: 10,
    move: async ({ upTo }) => (upTo > 5 ? refuse('validation_failed', 'too far') : ok),
  });
  const answers = await Promise.all([1, 9, 4].map((upTo) => receipts.move(read(upTo), context)));
  expect(answers.map(isRefusal)).toEqual([false, true, false]);
});

test('a move that fails is unavailable, and nobody waits for ever', async () => {
  using receipts = new CoalescedReceipts({ everyMs: 10, move: () => Promise.reject(new Error('x')) });
  expect(await receipts.move(read(1), context)).toMatchObject({ code: 'unavailable' });
  expect(await receipts.move(read(2), context)).toMatchObject({ code: 'unavailable' });
});
