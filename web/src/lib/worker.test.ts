import { afterEach, expect, test, vi } from 'vitest';
import { startWorker, update } from './worker.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a newer version that any tab lets in loads this one anew, once nothing is lost with it', async () => {
  vi.useFakeTimers();
  const told: unknown[] = [];
  const waiting = Object.assign(new EventTarget(), { postMessage: (message: unknown) => told.push(message) });
  const registered = Object.assign(new EventTarget(), { active: {}, waiting, update: async () => undefined });
  const serviceWorker = Object.assign(new EventTarget(), { register: async () => registered });
  const reload = vi.fn();
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('location', { reload });
  let kept = false;
  await startWorker(
    () => undefined,
    () => kept,
  );
  update();
  expect(told).toEqual([{ kind: 'take-over' }]);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reload).not.toHaveBeenCalled();
  kept = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reload).toHaveBeenCalledOnce();
});
