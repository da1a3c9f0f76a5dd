import { newId } from '@messenger/kit';
import { call } from '@messenger/messaging';
import { authEndpoints, buckets, isRefusal } from '@messenger/proto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionsPerUser } from '../src/sessions/limits.ts';
import { type AuthService, authService, codeOf, granted, password, until } from './auth-service.ts';

let auth: AuthService;
beforeAll(async () => {
  auth = await authService();
});
afterAll(() => auth[Symbol.asyncDispose]());

async function sessionsOf(by: string, currentSessionId: string) {
  const answer = await call(auth.gateway, authEndpoints.sessions, { by, currentSessionId }, { requestId: newId() });
  if (isRefusal(answer)) throw new Error(answer.code);
  return answer.value.sessions;
}

async function announced(sessionId: string): Promise<unknown> {
  const bucket = await auth.operator.nc.jetstream().views.kv(buckets.sessions.name, { bindOnly: true });
  return (await bucket.get(sessionId))?.json();
}

test('the list has each open session of the user, last seen first, and marks the current one', async () => {
  const laptop = granted(await auth.register('ann', { device: 'laptop' }));
  const phone = granted(await auth.login('ann', password, { device: 'phone' }));
  granted(await auth.register('somebody_else'));
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(await sessionsOf(laptop.user.id, laptop.sessionId)).toEqual([
    { id: phone.sessionId, current: false, device: 'phone', createdAt: time, lastSeenAt: time },
    { id: laptop.sessionId, current: true, device: 'laptop', createdAt: time, lastSeenAt: time },
  ]);
  await auth.refresh(laptop.refreshToken);
  expect((await sessionsOf(laptop.user.id, laptop.sessionId))[0]?.device).toBe('laptop');
});

test('an ended session cannot refresh, is listed no more, and was announced before the answer', async () => {
  const first = granted(await auth.register('bob'));
  const second = granted(await auth.login('bob', password));
  expect(codeOf(await auth.endSession(first.user.id, second.sessionId))).toBe('ok');
  expect(await announced(second.sessionId)).toEqual({ userId: first.user.id, endedAt: expect.any(String) });
  expect(codeOf(await auth.refresh(second.refreshToken))).toBe('unauthenticated');
  expect((await sessionsOf(first.user.id, first.sessionId)).map((session) => session.id)).toEqual([first.sessionId]);
  expect(codeOf(await auth.refresh(first.refreshToken))).toBe('ok');
});

test('ending it again is harmless, and writes nothing', async () => {
  const { user, sessionId } = granted(await auth.register('carl'));
  const answers = await Promise.all(Array.from({ length: 5 }, () => auth.endSession(user.id, sessionId)));
  expect(answers.map(codeOf)).toEqual(Array(5).fill('ok'));
  const row = () => sql`select ctid, * from auth.sessions where id = ${sessionId}`.execute(auth.db);
  const { rows } = await row();
  expect(codeOf(await auth.endSession(user.id, sessionId))).toBe('ok');
  expect((await row()).rows).toEqual(rows);
});

test("another user's session and an unknown one are alike, and stay as they are", async () => {
  const dora = granted(await auth.register('dora'));
  const emil = granted(await auth.register('emil'));
  const foreign = await auth.endSession(emil.user.id, dora.sessionId);
  expect(codeOf(foreign)).toBe('not_found');
  expect(foreign).toEqual(await auth.endSession(emil.user.id, newId()));
  expect(await announced(dora.sessionId)).toBeUndefined();
  expect(codeOf(await auth.refresh(dora.refreshToken))).toBe('ok');
});

test('logging out against a refresh: whichever comes first, the session has ended', async () => {
  const { user } = granted(await auth.register('frieda'));
  for (let round = 0; round < 10; round++) {
    const { sessionId, refreshToken } = granted(await auth.login('frieda', password));
    const [refreshed] = await Promise.all([auth.refresh(refreshToken), auth.endSession(user.id, sessionId)]);
    const latest = isRefusal(refreshed) ? refreshToken : refreshed.value.refreshToken;
    expect(codeOf(await auth.refresh(latest))).toBe('unauthenticated');
  }
});

test(`the ${sessionsPerUser + 1}st session ends the one that was away longest`, async () => {
  const oldest = granted(await auth.register('gustav'));
  const second = granted(await auth.login('gustav', password));
  for (let i = 2; i < sessionsPerUser; i++) await auth.login('gustav', password);
  expect(await announced(oldest.sessionId)).toBeUndefined();
  const newest = granted(await auth.login('gustav', password));
  expect(await sessionsOf(oldest.user.id, newest.sessionId)).toHaveLength(sessionsPerUser);
  await until(async () => (await announced(oldest.sessionId)) !== undefined, 'the announcement');
  expect(codeOf(await auth.refresh(oldest.refreshToken))).toBe('unauthenticated');
  expect(codeOf(await auth.refresh(second.refreshToken))).toBe('ok');
});
