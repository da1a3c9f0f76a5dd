import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { canKeep, deleteNow, deleteSoon, isDeleting, keep, undoMs } from './deleting.ts';

const page = vi.hoisted(() => {
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  return page;
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a deletion goes out after a while, unless it is taken back', async () => {
  const send = vi.fn(async () => ({ ok: true as const, value: undefined }));
  deleteSoon('one', send, () => undefined);
  deleteSoon('two', send, () => undefined);
  keep('one');
  expect([isDeleting('one'), isDeleting('two')]).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(send).toHaveBeenCalledTimes(1);
  expect(isDeleting('two')).toBe(false);
});

test('one that is refused leaves the message, and says why', async () => {
  const error = { code: 'forbidden', status: 403, message: 'No.' };
  const failures: unknown[] = [];
  deleteSoon(
    'one',
    async () => ({ ok: false, error }),
    (failure) => failures.push(failure),
  );
  await vi.advanceTimersByTimeAsync(undoMs);
  expect([isDeleting('one'), failures]).toEqual([false, [error]]);
});

test('one that is on its way cannot be taken back, and goes out once though the page is left', async () => {
  const send = vi.fn(() => new Promise<never>(() => undefined));
  deleteSoon('one', send, () => undefined);
  expect(canKeep('one')).toBe(true);
  await vi.advanceTimersByTimeAsync(undoMs);
  keep('one');
  expect([isDeleting('one'), canKeep('one')]).toEqual([true, false]);
  page.dispatchEvent(new Event('pagehide'));
  expect(send).toHaveBeenCalledTimes(1);
});

test('one that waits goes out when the page is left', async () => {
  const send = vi.fn(async () => ({ ok: true as const, value: undefined }));
  deleteSoon('two', send, () => undefined);
  page.dispatchEvent(new Event('pagehide'));
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(send).toHaveBeenCalledTimes(1);
});

test('one that waits goes out before a log-out, once', async () => {
  const send = vi.fn(async () => ({ ok: true as const, value: undefined }));
  deleteSoon('three', send, () => undefined);
  deleteNow();
  expect([send.mock.calls.length, canKeep('three')]).toEqual([1, false]);
  await vi.advanceTimersByTimeAsync(undoMs);
  expect([send.mock.calls.length, isDeleting('three')]).toEqual([1, false]);
});
