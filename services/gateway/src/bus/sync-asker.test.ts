import { newId } from '@messenger/kit';
import { unavailable } from '@messenger/proto';
import { expect, test } from 'vitest';
import { syncAsker } from './sync-asker.ts';

test('who is gone when its turn comes, or has waited for long enough, does not ask the read model', async () => {
  const page = { position: 'p', reset: false, more: false, events: [], chats: [], contacts: [] };
  let asked = 0;
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const askSync = syncAsker(async () => {
    asked++;
    await answered;
    return page;
  });
  const ann = newId();
  const leave = new AbortController();
  const ask = (by: string, patienceMs: number) =>
    askSync(by, { maxBytes: 1_000 }, { requestId: 'x' }, { signal: leave.signal, patienceMs });
  const four = Array.from({ length: 4 }, () => ask(ann, 60_000));
  const gone = ask(ann, 60_000);
  expect(await ask(ann, 5)).toEqual(unavailable());
  expect(asked).toBe(4);
  leave.abort();
  answer();
  expect(await Promise.all(four)).toEqual(Array(4).fill(page));
  expect(await gone).toEqual(unavailable());
  expect(asked).toBe(4);
});
