import type { http } from '@messenger/proto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failed, ok } from '../result.ts';
import type { Result } from '../types.ts';
import { memoryTokens } from './memory-tokens.ts';
import { createTokens } from './tokens.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const user = { id: 'u', username: 'u', displayName: 'u', avatar: null, createdAt: '2026-01-01T00:00:00.000Z' };
const body = (n: number): http.TokensBody => ({ user, accessToken: `a${n}`, refreshToken: `r${n}`, expiresIn: 900 });
const refused = failed({ code: 'unauthenticated', status: 401, message: 'No.' });
const away = failed({ code: 'unavailable', status: 503, message: 'Later.' });

async function tokensWith(answers: Result<http.TokensBody>[]) {
  const store = memoryTokens();
  const used: (string | undefined)[] = [];
  const onRenewed = vi.fn();
  const onEnded = vi.fn();
  const tokens = createTokens({
    store,
    onRenewed,
    onEnded,
    async refresh(token) {
      used.push(token);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return answers.shift() ?? away;
    },
  });
  return { tokens, store, used, onRenewed, onEnded };
}

test('an access token is renewed before it ends, and once for all who ask at the same time', async () => {
  const { tokens, store, used, onRenewed } = await tokensWith([ok(body(2)), ok(body(3))]);
  await tokens.begin(body(1));
  expect(await tokens.access()).toEqual(ok('a1'));
  await vi.advanceTimersByTimeAsync(840_020);
  expect(onRenewed).toHaveBeenCalledWith('a2');
  const both = Promise.all([tokens.access(true), tokens.access(true)]);
  await vi.advanceTimersByTimeAsync(20);
  expect(await both).toEqual([ok('a3'), ok('a3')]);
  expect(used).toEqual(['r1', 'r2']);
  expect(await store.load()).toBe('r3');
});

test('a refused refresh token ends the session; one that cannot be asked about does not', async () => {
  const { tokens, store, onEnded } = await tokensWith([away, refused]);
  await tokens.begin(body(1));
  for (const error of [away.error, { code: 'signed_out', status: 401 }]) {
    const access = tokens.access(true);
    await vi.advanceTimersByTimeAsync(20);
    expect(await access).toMatchObject({ ok: false, error });
  }
  expect(onEnded).toHaveBeenCalledTimes(1);
  expect(await store.load()).toBeUndefined();
});

test('the answer for a session that was left is not taken', async () => {
  const { tokens } = await tokensWith([ok(body(2))]);
  await tokens.begin(body(1));
  const resumed = tokens.access(true);
  await vi.advanceTimersByTimeAsync(5);
  await tokens.begin(body(7));
  await vi.advanceTimersByTimeAsync(10);
  expect(await resumed).toMatchObject({ ok: false, error: { code: 'signed_out' } });
  expect(await tokens.access()).toEqual(ok('a7'));
});
