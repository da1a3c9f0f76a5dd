import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOwnTyping } from './own-typing.ts';

let told: string[];
let began: number;
beforeEach(() => {
  vi.useFakeTimers();
  began = performance.now();
  told = [];
});
afterEach(() => void vi.useRealTimers());

const typing = () => createOwnTyping((what, chatId) => told.push(`${what} ${chatId} ${performance.now() - began}`));
const at = (ms: number) => vi.advanceTimersByTimeAsync(began + ms - performance.now());

test('others are told at the first key, again while there are more, and until three seconds after the last', async () => {
  const own = typing();
  for (const ms of [0, 100, 1_900, 2_500, 5_200]) {
    await at(ms);
    own.key('a');
  }
  await at(20_000);
  const starts = [0, 2_000, 4_000, 6_000].map((ms) => `typing:start a ${ms}`);
  expect(told).toEqual([...starts, 'typing:stop a 8200']);
});

test('who sends or leaves is not told of any more, and begins anew with the next key', async () => {
  const own = typing();
  for (const chatId of ['sent', 'left']) for (let i = 0; i < 2; i++) own.key(chatId);
  own.forget('sent');
  own.stop('left');
  own.stop('left');
  await at(1_000);
  own.key('sent');
  own.stop('sent');
  await at(20_000);
  const first = ['typing:start sent 0', 'typing:start left 0', 'typing:stop left 0'];
  expect(told).toEqual([...first, 'typing:start sent 1000', 'typing:stop sent 1000']);
});
