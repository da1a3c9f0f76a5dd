import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OutboxEntry, OutboxStore } from '../types.ts';
import { createKeeper } from './keeper.ts';
import { memoryOutbox } from './memory-outbox.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const entry = (order: number): OutboxEntry => ({
  messageId: `m${order}`,
  chatId: 'c',
  userId: 'u',
  text: `${order}`,
  order,
  createdAt: '2026-01-01T00:00:00.000Z',
});

/** A store that can be full, or never answer. */
function moody() {
  const store = memoryOutbox();
  const state = { mood: 'well' as 'well' | 'full' | 'stuck' };
  const put: OutboxStore['put'] = (each) => {
    if (state.mood === 'stuck') return new Promise(() => undefined);
    return state.mood === 'full' ? Promise.reject(new DOMException('', 'QuotaExceededError')) : store.put(each);
  };
  return { state, store: { ...store, put } };
}

test('what finds no room is told of, and kept as soon as there is some', async () => {
  const { state, store } = moody();
  const told: boolean[] = [];
  const keeper = createKeeper({ store, onChange: () => told.push(keeper.keepsAll('u')) });
  state.mood = 'full';
  await Promise.all([keeper.put(entry(1)), keeper.put(entry(2)), keeper.put(entry(3))]);
  keeper.remove('m2');
  await keeper.settled();
  expect(keeper.keepsAll('u')).toBe(false);
  state.mood = 'well';
  await keeper.put(entry(4));
  expect(keeper.keepsAll('u')).toBe(true);
  expect((await store.load('u')).map(({ messageId }) => messageId)).toEqual(['m1', 'm3', 'm4']);
  expect(told).toEqual([false, true]);
});

test('what is removed while others are kept after it does not come back', async () => {
  const { state, store } = moody();
  const putting: string[] = [];
  const keeper = createKeeper({
    onChange: () => undefined,
    store: {
      ...store,
      put(each) {
        if (state.mood === 'well') putting.push(each.messageId);
        if (each.messageId === 'm1' && state.mood === 'well') for (const id of ['m1', 'm2']) keeper.remove(id);
        return store.put(each);
      },
    },
  });
  state.mood = 'full';
  await Promise.all([keeper.put(entry(1)), keeper.put(entry(2))]);
  state.mood = 'well';
  await keeper.put(entry(3));
  await keeper.settled();
  expect(putting).toEqual(['m3', 'm1']);
  expect((await store.load('u')).map(({ messageId }) => messageId)).toEqual(['m3']);
});

test('a store that never answers holds nothing up for long', async () => {
  const { state, store } = moody();
  const keeper = createKeeper({ store, onChange: () => undefined });
  state.mood = 'stuck';
  const writes = [keeper.put(entry(1)), keeper.put(entry(2))];
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all(writes);
  expect(keeper.keepsAll('u')).toBe(false);
  const silent = createKeeper({
    store: { ...store, load: () => new Promise(() => undefined) },
    onChange: () => undefined,
  });
  const loaded = silent.load('u');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await loaded).toEqual([]);
});
