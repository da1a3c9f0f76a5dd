import { newId } from '@messenger/kit';
import { decodeCursor, directoryStream, fits, subjects, TokensReply, type UserRegistered } from '@messenger/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthService, authService, codeOf, granted, password } from './auth-service.ts';

let auth: AuthService;
beforeAll(async () => {
  auth = await authService();
});
afterAll(() => auth[Symbol.asyncDispose]());

async function eventsOf(userId: string): Promise<{ seq: number; event: UserRegistered }[]> {
  const manager = await auth.operator.nc.jetstreamManager();
  const found = [];
  for (let seq = 1; ; seq++) {
    const message = await manager.streams
      .getMessage(directoryStream, { seq, next_by_subj: subjects.userEvents(userId) } as never)
      .catch(() => undefined);
    if (!message) return found;
    found.push({ seq: message.seq, event: message.json<UserRegistered>() });
    seq = message.seq;
  }
}

test('registering logs in, and the log has the user at the position of the answer', async () => {
  const answer = await auth.register('Ann_1', { displayName: ' Ann ', remember: true });
  const tokens = granted(answer);
  expect(fits(TokensReply, tokens)).toBe(true);
  expect(tokens).toMatchObject({ user: { username: 'Ann_1', displayName: 'Ann' }, remember: true, expiresIn: 900 });
  const [only, ...more] = await eventsOf(tokens.user.id);
  expect(more).toEqual([]);
  expect(only?.event).toMatchObject({
    type: 'UserRegistered',
    v: 1,
    version: 1,
    prev: null,
    by: tokens.user.id,
    userId: tokens.user.id,
    data: { username: 'Ann_1', displayName: 'Ann' },
  });
  expect('position' in answer && decodeCursor(answer.position ?? '')?.streams).toEqual({
    [directoryStream]: only?.seq,
  });
  expect(codeOf(await auth.login('aNN_1', password))).toBe('ok');
});

test('without a display name the username is shown', async () => {
  expect(granted(await auth.register('bob')).user.displayName).toBe('bob');
});

test.each([
  ['too short', 'Abc1'],
  ['no upper-case letter', 'abcdefg1'],
  ['no lower-case letter', 'ABCDEFG1'],
  ['no digit', 'Abcdefgh'],
  ['73 bytes', `Aa1${'x'.repeat(70)}`],
  ['25 characters that are 75 bytes', `Aa1${'€'.repeat(24)}`],
])('a password with a flaw is refused by field: %s', async (_, flawed) => {
  const answer = await auth.register('carl', { password: flawed });
  expect(answer).toMatchObject({ code: 'validation_failed', details: [{ field: '/password' }] });
  expect(JSON.stringify(answer)).not.toContain(flawed);
});

test.each(['ab', 'a b c', 'ann\n', 'änn', 'a'.repeat(51), 'ann.*', '', 7])(
  'a bad username is refused: %j',
  async (name) => {
    const answer = await auth.register(name as string);
    expect(answer).toMatchObject({ code: 'validation_failed', details: [{ field: '/username' }] });
  },
);

test('a blank display name, and one that Postgres could not hold, are refused', async () => {
  expect(codeOf(await auth.register('dora', { displayName: '  ' }))).toBe('validation_failed');
  expect(codeOf(await auth.register('dora', { displayName: 'a\u0000' }))).toBe('validation_failed');
  expect(codeOf(await auth.register('dora', { displayName: '\ud800' }))).toBe('validation_failed');
  expect(codeOf(await auth.register('dora'))).toBe('ok');
});

test('50 registrations of one name in different case at once, on two instances: exactly one', async () => {
  await auth.startInstance();
  const names = Array.from({ length: 50 }, (_, i) =>
    [...'parallel'].map((c, bit) => ((i >> bit) & 1 ? c.toUpperCase() : c)).join(''),
  );
  const codes = (await Promise.all(names.map((name) => auth.register(name)))).map(codeOf);
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  expect(codes.filter((code) => code === 'username_taken')).toHaveLength(49);
  const users = await auth.db.selectFrom('auth.users').select('id').where('username_folded', '=', 'parallel').execute();
  expect(users).toHaveLength(1);
});

describe('the same registration again', () => {
  test('goes on as the same user in the same session, with one event', async () => {
    const same = { userId: newId(), commandId: newId() };
    const { userId } = same;
    const first = granted(await auth.register('emil', same));
    const again = granted(await auth.register('emil', same));
    expect(again.user).toEqual(first.user);
    expect(again.sessionId).toBe(first.sessionId);
    expect(codeOf(await auth.refresh(again.refreshToken))).toBe('ok');
    expect(await eventsOf(userId)).toHaveLength(1);
  });

  test('at the same time: all are let in, one user, one event', async () => {
    const userId = newId();
    const answers = await Promise.all([1, 2, 3, 4].map(() => auth.register('frieda', { userId })));
    expect(answers.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(await eventsOf(userId)).toHaveLength(1);
  });

  test('with another password or name is refused, and is no way to guess passwords', async () => {
    const userId = newId();
    await auth.register('gustav', { userId });
    expect(codeOf(await auth.register('other', { userId }))).toBe('id_reused');
    const guesses = [];
    for (let i = 0; i < 7; i++)
      guesses.push(codeOf(await auth.register('gustav', { userId, password: `Guess000${i}` })));
    expect(guesses).toEqual([...Array(5).fill('id_reused'), 'rate_limited', 'rate_limited']);
    expect(codeOf(await auth.login('gustav', password))).toBe('rate_limited');
  });

  test('under another id is a taken name, whatever the password', async () => {
    await auth.register('hanna');
    expect(codeOf(await auth.register('HANNA'))).toBe('username_taken');
  });
});

test('the password is stored as bcrypt alone', async () => {
  await auth.register('iris');
  const row = await auth.db
    .selectFrom('auth.users')
    .selectAll()
    .where('username', '=', 'iris')
    .executeTakeFirstOrThrow();
  expect(row.password_hash).toMatch(/^\$2[aby]\$04\$/);
  expect(JSON.stringify(row)).not.toContain(password);
});
