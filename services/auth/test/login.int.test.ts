import { metrics, newId } from '@messenger/kit';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthService, authService, codeOf, granted, password } from './auth-service.ts';

let auth: AuthService;
beforeAll(async () => {
  auth = await authService();
  await auth.startInstance();
});
afterAll(() => auth[Symbol.asyncDispose]());

async function loginsSoFar(outcome: string): Promise<number> {
  const { values } = await metrics.getSingleMetric('auth_logins_total')!.get();
  return values.find((value) => value.labels.outcome === outcome)?.value ?? 0;
}

test('the right password in any case of the name, with what the session needs', async () => {
  const { user } = granted(await auth.register('Ann'));
  const tokens = granted(await auth.login('ANN', password, { remember: true }));
  expect(tokens).toMatchObject({ user, remember: true, expiresIn: 900 });
  expect(granted(await auth.login('ann', password)).remember).toBe(false);
});

test('the same login again goes on with its session, until that is in use or has ended', async () => {
  const { user } = granted(await auth.register('louis'));
  const again = async (commandId: string) => granted(await auth.login('louis', password, { commandId }));
  const key = newId();
  const [first, ...others] = await Promise.all([again(key), again(key), again(key)]);
  const last = await again(key);
  for (const { sessionId, refreshToken } of [...others, last])
    expect([sessionId, refreshToken]).toEqual([first.sessionId, first.refreshToken]);
  expect(codeOf(await auth.refresh(last.refreshToken))).toBe('ok');
  expect((await again(key)).sessionId).not.toBe(first.sessionId);

  const other = newId();
  const { sessionId, refreshToken } = await again(other);
  expect(refreshToken).not.toBe(last.refreshToken);
  await auth.endSession(user.id, sessionId);
  const later = await again(other);
  expect(later.sessionId).not.toBe(sessionId);
  expect(codeOf(await auth.refresh(later.refreshToken))).toBe('ok');
});

test('unknown user and wrong password answer alike', async () => {
  await auth.register('bob');
  const wrong = await auth.login('bob', 'Wrong1Password');
  expect(wrong).toEqual(await auth.login('nobody', 'Wrong1Password'));
  expect(wrong).toMatchObject({ code: 'unauthenticated' });
});

test('a longer text does not pass for the 72 bytes it begins with', async () => {
  const long = `Aa1${'x'.repeat(69)}`;
  await auth.register('carl', { password: long });
  expect(codeOf(await auth.login('carl', `${long}y`))).toBe('unauthenticated');
  expect(codeOf(await auth.login('carl', long))).toBe('ok');
});

test.each(['dora', 'no_such_user', 'no such; name\n'])(
  '100 wrong guesses at once on two instances: 5 are evaluated, then all are locked out: %j',
  async (name) => {
    if (name === 'dora') await auth.register(name);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => auth.login(i % 2 ? name : name.toUpperCase(), `Guess0${i}`)),
    );
    const codes = answers.map(codeOf);
    expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(5);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(95);
    const locked = await auth.login(name, password);
    expect(locked).toMatchObject({ code: 'rate_limited' });
    expect((locked as { retryAfter: number }).retryAfter).toBeGreaterThan(800);
    expect((locked as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(900);
  },
);

test('a success clears the count', async () => {
  await auth.register('emil');
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) expect(codeOf(await auth.login('emil', 'Wrong1Password'))).toBe('unauthenticated');
    expect(codeOf(await auth.login('emil', password))).toBe('ok');
  }
});

test('the lock outlives a new instance and hits nobody else', async () => {
  await auth.register('frieda');
  await auth.register('gustav');
  for (let i = 0; i < 5; i++) await auth.login('frieda', 'Wrong1Password');
  await auth.startInstance();
  expect(codeOf(await auth.login('frieda', password))).toBe('rate_limited');
  expect(codeOf(await auth.login('gustav', password))).toBe('ok');
});

test('logins are counted by outcome', async () => {
  await auth.register('hanna');
  const before = await Promise.all(['ok', 'bad_credentials', 'locked'].map(loginsSoFar));
  await auth.login('hanna', password);
  for (let i = 0; i < 6; i++) await auth.login('hanna', 'Wrong1Password');
  const after = await Promise.all(['ok', 'bad_credentials', 'locked'].map(loginsSoFar));
  expect(after.map((count, i) => count - before[i]!)).toEqual([1, 5, 1]);
});

test('while Redis is away the lock holds per instance', async () => {
  await using alone = await authService();
  await alone.register('ida');
  await alone.stack.redis.stop();
  const codes = [];
  for (let i = 0; i < 7; i++) codes.push(codeOf(await alone.login('ida', 'Wrong1Password')));
  expect(codes).toEqual([...Array(5).fill('unauthenticated'), 'rate_limited', 'rate_limited']);
  await alone.register('jan');
  expect(codeOf(await alone.login('jan', password))).toBe('ok');
});

test('an unknown user takes as long to refuse as a wrong password', async () => {
  await using slow = await authService({ cost: 10 });
  const refusal = async (name: string) => {
    const start = performance.now();
    expect(codeOf(await slow.login(name, 'Wrong1Password'))).toBe('unauthenticated');
    return performance.now() - start;
  };
  // In turn, and each at its best: what else the machine does, it does to both.
  let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let n = 0; n < 5; n++) {
    await slow.register(`known${n}`);
    known = Math.min(known, await refusal(`known${n}`));
    unknown = Math.min(unknown, await refusal(`unknown${n}`));
  }
  // Without the dummy hash the unknown would take a twentieth.
  expect(unknown / known).toBeGreaterThan(0.4);
  expect(unknown / known).toBeLessThan(2.5);
});

test('a hash of another cost is renewed at the next login', async () => {
  await auth.register('karl');
  const hash = hashSync(password, 5);
  await auth.db.updateTable('auth.users').set({ password_hash: hash }).where('username', '=', 'karl').execute();
  expect(codeOf(await auth.login('karl', password))).toBe('ok');
  const { password_hash } = await auth.db
    .selectFrom('auth.users')
    .select('password_hash')
    .where('username', '=', 'karl')
    .executeTakeFirstOrThrow();
  expect(password_hash).toMatch(/^\$2b\$04\$/);
  expect(codeOf(await auth.login('karl', password))).toBe('ok');
});
