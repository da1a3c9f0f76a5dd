import { newId, sleep } from '@messenger/kit';
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
    take: ({ upTo }, _, settle) => {
      moved.push(upTo);
      settle(ok);
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
    take: ({ upTo }, _, settle) => settle(upTo > 5 ? refuse('validation_failed', 'too far') : ok),
  });
  const answers = await Promise.all([1, 9, 4].map((upTo) => receipts.move(read(upTo), context)));
  expect(answers.map(isRefusal)).toEqual([false, true, false]);
});

test('while one is asked for, those that come wait, however long that takes, and at the end all go at once', async () => {
  const asked: { upTo: number; settle: (answer: typeof ok) => void }[] = [];
  const receipts = new CoalescedReceipts({
    everyMs: 20,
    take: ({ upTo }, _, settle) => void asked.push({ upTo, settle }),
  });
  const answers = [1, 2].map((upTo) => receipts.move(read(upTo), context));
  await sleep(40);
  expect(asked.map(({ upTo }) => upTo)).toEqual([1]);
  asked[0]!.settle(ok);
  expect(asked.map(({ upTo }) => upTo)).toEqual([1, 2]);
  answers.push(receipts.move(read(3), context));
  asked[1]!.settle(ok);
  expect(asked).toHaveLength(2);
  receipts[Symbol.dispose]();
  expect(asked.map(({ upTo }) => upTo)).toEqual([1, 2, 3]);
  asked[2]!.settle(ok);
  expect(await Promise.all(answers)).toEqual([ok, ok, ok]);
});
