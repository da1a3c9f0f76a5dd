import { newId } from '@messenger/kit';
import { type ReceiptMove, refuse } from '@messenger/proto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type AskToMove, GatheredReceipts } from './gathered-receipts.ts';

const context = { requestId: 'x' };
const read = (by: string, upTo: number): ReceiptMove => ({ by, kind: 'read', upTo });
const refusal = refuse('not_found', 'no');

test('the first of a chat goes at once, the others of a while together, each with its own answer', async () => {
  const asked: [string, ReceiptMove[]][] = [];
  const ask: AskToMove = async (chatId, moves) => {
    asked.push([chatId, moves]);
    return { value: { refusals: moves.map(({ upTo }) => (upTo > 5 ? refusal : null)) }, position: `p${asked.length}` };
  };
  using receipts = new GatheredReceipts(ask, { everyMs: 20 });
  const [chat, other] = [newId(), newId()];
  const [ann, bob, cid] = [newId(), newId(), newId()];
  const answers = [read(ann, 1), read(bob, 9), read(cid, 3)].map((move) =>
    receipts.move({ chatId: chat, ...move }, context),
  );
  const elsewhere = receipts.move({ chatId: other, ...read(ann, 2) }, context);
  expect(asked).toEqual([
    [chat, [read(ann, 1)]],
    [other, [read(ann, 2)]],
  ]);
  expect(await Promise.all([...answers, elsewhere])).toEqual([
    { position: 'p1' },
    refusal,
    { position: 'p3' },
    { position: 'p2' },
  ]);
  expect(asked[2]).toEqual([chat, [read(bob, 9), read(cid, 3)]]);
});

test('where many move, they are gathered for longer', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const sizes: number[] = [];
  const ask: AskToMove = async (_, moves) => {
    sizes.push(moves.length);
    return { value: { refusals: moves.map(() => null) }, position: undefined };
  };
  using receipts = new GatheredReceipts(ask, { everyMs: 100 });
  const chatId = newId();
  const move = (times: number) => {
    for (let n = 0; n < times; n++) void receipts.move({ chatId, ...read(newId(), n) }, context);
  };
  move(7);
  await vi.advanceTimersByTimeAsync(100);
  move(2);
  await vi.advanceTimersByTimeAsync(150);
  expect(sizes).toEqual([1, 6]);
  await vi.advanceTimersByTimeAsync(100);
  expect(sizes).toEqual([1, 6, 2]);
  move(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(sizes).toEqual([1, 6, 2, 1]);
});

test('what fails is unavailable for all of them, and more than a request carries goes in two', async () => {
  const sizes: number[] = [];
  const ask: AskToMove = async (_, moves) => {
    sizes.push(moves.length);
    throw new Error('x');
  };
  using receipts = new GatheredReceipts(ask, { everyMs: 5 });
  const chatId = newId();
  const all = Array.from({ length: 701 }, (_, n) => receipts.move({ chatId, ...read(newId(), n) }, context));
  const answers = await Promise.all(all);
  expect(answers.every((answer) => 'code' in answer && answer.code === 'unavailable')).toBe(true);
  expect(sizes).toEqual([1, 500, 200]);
});
