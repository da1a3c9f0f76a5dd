import type { Cursor } from '@messenger/proto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchPositions } from './position-watch.ts';

const shape = { generation: '0123abcd', chatShards: 1 };
const at = (d: number, c: number): Cursor => ({ ...shape, streams: { DIRECTORY: d, 'CHAT-0': c } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a follower in this process is heard at once, and nothing is polled for nobody', async () => {
  const read = vi.fn(async () => at(0, 0));
  using positions = watchPositions(shape, read);
  positions.advanced('DIRECTORY', 5);
  expect(await positions.until(at(5, 0), 1_000)).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(read).not.toHaveBeenCalled();

  const waiting = positions.until(at(5, 2), 1_000);
  positions.advanced('CHAT-0', 2);
  expect(await waiting).toBe(true);
});

test('who lingers goes on as soon as somebody waits', async () => {
  using positions = watchPositions(shape, async () => at(0, 0));
  let lingering = true;
  const linger = async () => {
    lingering = true;
    await positions.unlessWaitedFor(50);
    lingering = false;
  };
  void linger();
  await vi.advanceTimersByTimeAsync(49);
  expect(lingering).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(lingering).toBe(false);

  void linger();
  const waiting = positions.until(at(1, 0), 1_000);
  await vi.advanceTimersByTimeAsync(0);
  expect(lingering).toBe(false);
  await linger();
  positions.advanced('DIRECTORY', 1);
  expect(await waiting).toBe(true);
  void linger();
  await vi.advanceTimersByTimeAsync(10);
  expect(lingering).toBe(true);
});

test('what another process writes is seen by one poll for all who wait', async () => {
  let stored = at(1, 1);
  const read = vi.fn(async () => stored);
  using positions = watchPositions(shape, read);
  const waiting = Promise.all([positions.until(at(1, 9), 2_000), positions.until(at(1, 9), 2_000)]);
  await vi.advanceTimersByTimeAsync(500);
  const polls = read.mock.calls.length;
  expect(polls).toBeLessThan(15);
  stored = at(1, 9);
  await vi.advanceTimersByTimeAsync(100);
  expect(await waiting).toEqual([true, true]);
});

test('patience ends, also while the database is away', async () => {
  using positions = watchPositions(shape, () => Promise.reject(new Error('away')));
  const waiting = positions.until(at(1, 0), 2_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await waiting).toBe(false);
  expect(await positions.until(at(1, 0), 0)).toBe(false);
});

test('so many wait, no more', async () => {
  using positions = watchPositions(shape, async () => at(0, 0));
  const waiting = Array.from({ length: 1_000 }, () => positions.until(at(1, 0), 60_000));
  expect(await positions.until(at(1, 0), 60_000)).toBe(false);
  positions.advanced('DIRECTORY', 1);
  expect((await Promise.all(waiting)).every(Boolean)).toBe(true);
});

test('any move wakes who waits for one', async () => {
  using positions = watchPositions(shape, async () => at(0, 0));
  const moves = positions.moves();
  const waiting = positions.movedOn(moves, 60_000);
  positions.advanced('CHAT-0', 1);
  await waiting;
  await positions.movedOn(moves, 60_000);
  expect(positions.moves()).toBeGreaterThan(moves);
});
