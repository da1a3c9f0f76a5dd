import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCommands } from './commands.ts';
import type { Connection } from './connection/connection.ts';
import { clientErrors, failed, ok } from './result.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('of two edits of a message the later one is the last, though the first has to be repeated', async () => {
  const done: unknown[] = [];
  let lost = 1;
  const request = async (_: string, { text }: { text?: string }) => {
    if (lost-- > 0) return failed(clientErrors.timeout);
    done.push(text);
    return ok({ data: {}, position: undefined });
  };
  const { change } = createCommands({
    connection: { request } as unknown as Connection,
    reached: () => undefined,
  });
  const edit = (messageId: string, text: string) => change('message:edit', { chatId: 'c', messageId, text });
  const all = [edit('m', 'one'), edit('m', 'two'), edit('n', 'of another')];
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await Promise.all(all)).toEqual(all.map(() => ok(undefined)));
  expect(done).toEqual(['of another', 'one', 'two']);
});
