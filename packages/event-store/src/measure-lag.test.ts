import { metrics } from '@messenger/kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measureLag } from './measure-lag.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-25T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

async function figures(): Promise<(number | undefined)[]> {
  const read = async (name: string) => (await metrics.getSingleMetric(name)!.get()).values[0]?.value;
  return [await read('follower_lag_events'), await read('follower_lag_seconds')];
}

test('the lag is what is not handled yet, and the age of the oldest of it; gone with the follower', async () => {
  let position = 3;
  const stored = new Map([4, 5, 6].map((seq) => [seq, new Date(Date.UTC(2026, 10, 25, 11, 59, seq * 5))]));
  const store = {
    bounds: async () => ({ first: 1, last: 6 }),
    next: async (stream: string, after: number) => {
      const seq = after + 1;
      return { stream, seq, subject: 'evt.x', data: new Uint8Array(), storedAt: stored.get(seq)! };
    },
  };
  const measured = measureLag(store, { name: 'someone', stream: 'CHAT-0', position: () => position });
  await vi.advanceTimersByTimeAsync(0);
  expect(await figures()).toEqual([3, 40]);
  position = 5;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await figures()).toEqual([1, 35]);
  position = 6;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await figures()).toEqual([0, 0]);
  measured[Symbol.dispose]();
  expect(await figures()).toEqual([undefined, undefined]);
});

test('while the log cannot be asked, the last figures stay', async () => {
  const bounds = vi.fn(async () => ({ first: 1, last: 9 }));
  const next = async () => ({ stream: 'S', seq: 8, subject: 'x', data: new Uint8Array(), storedAt: new Date() });
  using _measured = measureLag({ bounds, next }, { name: 'someone', stream: 'S', position: () => 7 });
  await vi.advanceTimersByTimeAsync(0);
  bounds.mockRejectedValue(new Error('away'));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(bounds).toHaveBeenCalledTimes(5);
  expect(await figures()).toEqual([2, 0]);
});
