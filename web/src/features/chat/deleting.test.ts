import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetWritten } from '../../lib/written.ts';
import { canKeep, deleteNow, deleteSoon, deletionFailure, isDeleting, keep, undoMs } from './deleting.ts';

const page = vi.hoisted(() => {
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  return page;
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a deletion goes out after a while, unless it is taken back', async () => {
  const send = vi.fn(async () => ({ ok: true as const, value: undefined }));
  deleteSoon('one', send);
  deleteSoon('two', send);
  keep('one');
  expect([isDeleting('one'), isDeleting('two')]).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(send).toHaveBeenCalledTimes(1);
  expect(isDeleting('two')).toBe(false);
});

test('one that is refused leaves the message, and says why until it is tried again or there is a log-out', async () => {
  const error = { code: 'forbidden', status: 403, message: 'No.' };
  deleteSoon('one', async () => ({ ok: false, error }));
  await vi.advanceTimersByTimeAsync(undoMs);
  expect([isDeleting('one'), deletionFailure('one')]).toEqual([false, error]);
  expect(deletionFailure('two')).toBeUndefined();
  deleteSoon('one', async () => ({ ok: true, value: undefined }));
  expect(deletionFailure('one')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(undoMs);
  deleteSoon('one', async () => ({ ok: false, error }));
  await vi.advanceTimersByTimeAsync(undoMs);
  forgetWritten();
  expect(deletionFailure('one')).toBeUndefined();
});

test('one that is on its way cannot be taken back, and goes out once though the page is left', async () => {
  const send = vi.fn(() => new Promise<never>(() => undefined));
  deleteSoon('one', send);
  expect(canKeep('one')).toBe(true);
  await vi.advanceTimersByTimeAsync(undoMs);
  keep('one');
  expect([isDeleting('one'), canKeep('one')]).toEqual([true, false]);
  page.dispatchEvent(new Event('pagehide'));
  expect(send).toHaveBeenCalledTimes(1);
});

test('one that waits goes out when the page is left', async () => {
  const send = vi.fn(async () => ({ ok: true as const, value: undefined }));
  deleteSoon('two', send);
  page.dispatchEvent(new Event('pagehide'));
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(send).toHaveBeenCalledTimes(1);
});

test('one that waits goes out before a log-out, once', async () => {
  const send = vi.fn(async () => ({ ok: true as const, value: undefined }));
  deleteSoon('three', send);
  deleteNow();
  expect([send.mock.calls.length, canKeep('three')]).toEqual([1, false]);
  await vi.advanceTimersByTimeAsync(undoMs);
  expect([send.mock.calls.length, isDeleting('three')]).toEqual([1, false]);
});
