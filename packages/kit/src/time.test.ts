import { expect, test } from 'vitest';
import { aborted, atMost, backoff, Pauses, sleep, TimedOut, within } from './time.ts';

test('delays stay between half the least and the ceiling, which doubles up to the most', () => {
  for (let round = 0; round < 200; round++) {
    const next = backoff({ minMs: 100, maxMs: 1_000 });
    for (const ceiling of [100, 200, 400, 800, 1_000, 1_000]) {
      const delay = next();
      expect(delay).toBeGreaterThanOrEqual(50);
      expect(delay).toBeLessThanOrEqual(ceiling);
    }
  }
});

test('delays differ, so that those who failed together do not come back together', () => {
  const delays = Array.from({ length: 20 }, () => backoff({ minMs: 100, maxMs: 1_000 })());
  expect(new Set(delays).size).toBeGreaterThan(15);
});

test('a sleep ends early, without an error, when its signal aborts', async () => {
  const stop = new AbortController();
  const sleeping = sleep(60_000, stop.signal);
  stop.abort();
  await sleeping;
  await sleep(60_000, AbortSignal.abort());
});

test('who waits for the end of something goes on at once when it has ended', async () => {
  const stop = new AbortController();
  const waiting = aborted(stop.signal);
  stop.abort();
  await waiting;
  await aborted(stop.signal);
});

test('pauses end in their time, and all at once when they are over', async () => {
  const pauses = new Pauses();
  await pauses.after(1);
  const long = [pauses.after(60_000), pauses.after(60_000)];
  expect(pauses.isOver).toBe(false);
  pauses[Symbol.dispose]();
  await Promise.all([...long, pauses.after(60_000)]);
  expect(pauses.isOver).toBe(true);
});

test('work that takes too long is given up with its name', async () => {
  await expect(within(1, new Promise(() => undefined), 'the answer')).rejects.toThrow(/the answer.*1 ms/);
  await expect(within(1, new Promise(() => undefined), 'it')).rejects.toBeInstanceOf(TimedOut);
  await expect(within(1_000, Promise.resolve(7), 'it')).resolves.toBe(7);
  await expect(within(1_000, Promise.reject(new Error('own')), 'it')).rejects.toThrow('own');
});

test('work is waited for, however it ends, and no longer than allowed; no timer is left', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await atMost(60_000, Promise.resolve());
  await atMost(60_000, Promise.reject(new Error('it went wrong')));
  expect(timers()).toBe(before);
  await atMost(1, new Promise(() => undefined));
});
