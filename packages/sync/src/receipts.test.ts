import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReceipts } from './receipts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Receipts of somebody with a cache, or without one, and what was saved of what they read. */
function reading({ keeps }: { keeps: boolean }) {
  const saved: Record<string, number>[] = [];
  const is = { keeps, live: false };
  const receipts = createReceipts({
    tell: async () => ({ ok: true, value: undefined }),
    isLive: () => is.live,
    leads: () => true,
    pace: { delay: () => 0 } as never,
    onTold: () => undefined,
    keeps: () => is.keeps,
    onUnsaved: (reads) => saved.push(Object.fromEntries(reads)),
  });
  return { receipts, saved, is };
}

test('what was read is saved when it changes, and until the server knows and it is kept with its chat', async () => {
  const { receipts, saved, is } = reading({ keeps: true });
  receipts.mark('read', 'a', 3);
  receipts.mark('read', 'a', 3);
  receipts.mark('delivered', 'b', 9);
  receipts.mark('read', 'b', 1);
  expect(saved).toEqual([{ a: 3 }, { a: 3, b: 1 }]);
  is.live = true;
  receipts.live();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(saved).toHaveLength(2);
  receipts.kept([{ id: 'a', readUpTo: 3 }]);
  receipts.kept([{ id: 'c', readUpTo: 1 }]);
  expect(saved.slice(2)).toEqual([{ b: 1 }]);
  receipts.forget('b');
  expect(saved.slice(3)).toEqual([{}]);
});

test('once chats are kept here, what is known to the server alone is saved too', async () => {
  const { receipts, saved, is } = reading({ keeps: false });
  is.live = true;
  receipts.mark('read', 'a', 3);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(saved).toEqual([{ a: 3 }, {}]);
  is.keeps = true;
  receipts.mark('read', 'b', 1);
  expect(saved.at(-1)).toEqual({ a: 3, b: 1 });
});
