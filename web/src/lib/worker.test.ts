import { afterEach, expect, test, vi } from 'vitest';
import { startWorker, update, updateReady } from './worker.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a newer version that any tab lets in loads this one anew, once nothing is lost with it', async () => {
  vi.useFakeTimers();
  const told: unknown[] = [];
  const installing = new EventTarget();
  const waiting = Object.assign(new EventTarget(), { postMessage: (message: unknown) => told.push(message) });
  const registered = Object.assign(new EventTarget(), {
    active: {},
    installing,
    waiting: undefined as unknown,
    update: async () => undefined,
  });
  const serviceWorker = Object.assign(new EventTarget(), { register: async () => registered });
  const reload = vi.fn();
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('location', { reload });
  let kept = false;
  await startWorker(
    () => undefined,
    () => kept,
  );
  registered.dispatchEvent(new Event('updatefound'));
  registered.waiting = waiting;
  installing.dispatchEvent(new Event('statechange'));
  expect(updateReady()).toBe(true);
  update();
  expect(told).toEqual([{ kind: 'take-over' }]);
  // In the order of browsers.
  registered.waiting = undefined;
  installing.dispatchEvent(new Event('statechange'));
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reload).not.toHaveBeenCalled();
  kept = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reload).toHaveBeenCalledOnce();
});
