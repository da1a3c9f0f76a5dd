import type { Message } from '@messenger/proto';
import { expect, test } from 'vitest';
import { firstSince } from './first-since.ts';
import { clientErrors, failed, ok } from './result.ts';

/** A chat with a message each minute from the second one on, and notices in between. */
function chatOf(count: number) {
  const all = Array.from({ length: count }, (_, i) => message(i + 1));
  let asked = 0;
  return {
    asked: () => asked,
    page: async (around: number, limit: number) => {
      asked++;
      const from = Math.max(0, Math.min(around - 1 - Math.floor(limit / 2), count - limit));
      const messages = all.slice(from, from + limit).flatMap((each) => [each, { ...each, kind: 'system' as const }]);
      return ok({ messages, hasBefore: false, hasAfter: false, version: 1 });
    },
  };
}
const message = (ordinal: number) =>
  ({ id: `${ordinal}`, ordinal, kind: 'user', sentAt: new Date(ordinal * 60_000).toISOString() }) as Message;

test('the first message of a time is found, however many there are', async () => {
  for (const count of [1, 49, 50, 51, 1_000, 100_000]) {
    const chat = chatOf(count);
    for (const wanted of [1, 2, Math.ceil(count / 3), count - 1, count].filter((n) => n >= 1 && n <= count)) {
      const found = await firstSince(chat.page, count, wanted * 60_000 - 1);
      expect(found.ok && found.value?.ordinal, `${wanted} of ${count}`).toBe(wanted);
    }
    expect(await firstSince(chat.page, count, (count + 1) * 60_000)).toEqual(ok(undefined));
  }
});

test('it takes few pages, and a failure is told', async () => {
  const chat = chatOf(100_000);
  await firstSince(chat.page, 100_000, 77_777 * 60_000);
  expect(chat.asked()).toBeLessThan(14);
  expect(await firstSince(async () => failed(clientErrors.offline), 100_000, 1)).toEqual(failed(clientErrors.offline));
});
