import { createPublicKey } from 'node:crypto';
import { newId } from '@messenger/kit';
import { call } from '@messenger/messaging';
import { authEndpoints, buckets, isRefusal, type KeysReply, tokenAudience, tokenIssuer } from '@messenger/proto';
import { createVerifier } from 'fast-jwt';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKeyring } from '../src/keys/keyring.ts';
import { hashRefreshToken } from '../src/tokens/refresh-token.ts';
import { type AuthService, authService, codeOf, granted, password, until } from './auth-service.ts';

let auth: AuthService;
let count = 0;
const newUser = async (cookie = false) => granted(await auth.register(`user_${count++}`, { cookie }));
beforeAll(async () => {
  auth = await authService();
  await auth.startInstance();
});
afterAll(() => auth[Symbol.asyncDispose]());

async function publicKeys(): Promise<KeysReply['keys']> {
  const answer = await call(auth.gateway, authEndpoints.keys, {}, { requestId: newId() });
  if (isRefusal(answer)) throw new Error(answer.code);
  return answer.value.keys;
}

const header = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());

async function isEnded(sessionId: string): Promise<boolean> {
  const bucket = await auth.operator.nc.jetstream().views.kv(buckets.sessions.name, { bindOnly: true });
  return (await bucket.get(sessionId)) !== null;
}

/** As if the token had been used that many seconds earlier. */
async function ageUse(token: string, seconds: number): Promise<void> {
  await auth.db
    .updateTable('auth.refresh_tokens')
    .set({ used_at: sql<Date>`used_at - make_interval(secs => ${seconds})` })
    .where('hash', '=', hashRefreshToken(token))
    .execute();
}

describe('access tokens', () => {
  test('verify with the published key of their kid', async () => {
    const { accessToken, user, sessionId } = await newUser();
    const { kid } = header(accessToken);
    const jwk = (await publicKeys()).find((key) => key.kid === kid);
    expect(jwk).toEqual({ kid, kty: 'OKP', crv: 'Ed25519', x: expect.any(String), alg: 'EdDSA', use: 'sig' });
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const verify = createVerifier({
      key,
      algorithms: ['EdDSA'],
      allowedIss: tokenIssuer,
      allowedAud: tokenAudience,
    });
    expect(verify(accessToken)).toMatchObject({ sub: user.id, sid: sessionId });
  });

  test('all instances sign with one key, made once', async () => {
    const rings = await Promise.all(Array.from({ length: 5 }, () => openKeyring(auth.db)));
    const kids = rings.map((ring) => header(ring.sign({ userId: newId(), sessionId: newId() })).kid);
    expect(new Set(kids).size).toBe(1);
    expect(await auth.db.selectFrom('auth.keys').select('kid').execute()).toEqual([{ kid: kids[0] }]);
  });

  test('five first starts at once make one key', async () => {
    await using fresh = await authService();
    await fresh.db.deleteFrom('auth.keys').execute();
    const rings = await Promise.all(Array.from({ length: 5 }, () => openKeyring(fresh.db)));
    expect(new Set(rings.map((ring) => ring.publicKeys()[0]?.kid)).size).toBe(1);
  });

  test('the next key is published before it signs, the old one until its tokens have ended', async () => {
    await using fresh = await authService();
    const ring = await openKeyring(fresh.db);
    const [old] = ring.publicKeys();
    const signer = () => header(ring.sign({ userId: newId(), sessionId: newId() })).kid;
    const shift = (interval: string) =>
      fresh.db
        .updateTable('auth.keys')
        .set({ signs_from: sql<Date>`signs_from - ${interval}::interval` })
        .execute();

    await shift('29 days 23 hours 45 minutes');
    await ring.turn();
    const published = ring.publicKeys().map((key) => key.kid);
    expect(published).toHaveLength(2);
    expect(signer()).toBe(old?.kid);

    await shift('56 minutes');
    const later = await openKeyring(fresh.db);
    const next = published.find((kid) => kid !== old?.kid);
    expect(header(later.sign({ userId: newId(), sessionId: newId() })).kid).toBe(next);
    expect(later.publicKeys().map((key) => key.kid)).toEqual(published);

    await shift('56 minutes');
    await later.turn();
    expect(later.publicKeys().map((key) => key.kid)).toEqual([next]);
  });
});

describe('refresh tokens', () => {
  test.each([true, false])(
    'are rotated at each use, in the same session (remembered: %s), and stored hashed',
    async (remember) => {
      const first = granted(await auth.register(`user_${count++}`, { remember }));
      const second = granted(await auth.refresh(first.refreshToken));
      expect(second).toMatchObject({ user: first.user, sessionId: first.sessionId, remember });
      expect(second.refreshToken).not.toBe(first.refreshToken);
      expect(second.refreshToken).toMatch(/^[\w-]{43}$/);
      const third = granted(await auth.refresh(second.refreshToken));
      const rows = await sql<{ text: string }>`select t::text as text from auth.refresh_tokens t`.execute(auth.db);
      for (const token of [first, second, third].map((tokens) => tokens.refreshToken)) {
        expect(rows.rows.some((row) => row.text.includes(token))).toBe(false);
      }
    },
  );

  test('a rotated one again ends the whole session, and the gateways are told', async () => {
    const first = await newUser();
    const second = granted(await auth.refresh(first.refreshToken));
    expect(await isEnded(first.sessionId)).toBe(false);
    expect(codeOf(await auth.refresh(first.refreshToken))).toBe('unauthenticated');
    expect(await isEnded(first.sessionId)).toBe(true);
    expect(codeOf(await auth.refresh(second.refreshToken))).toBe('unauthenticated');
  });

  test('one used 20 times at once in the body: one gets through, the session ends', async () => {
    const first = await newUser();
    const answers = await Promise.all(Array.from({ length: 20 }, () => auth.refresh(first.refreshToken)));
    const through = answers.filter((answer) => !isRefusal(answer));
    expect(through).toHaveLength(1);
    expect(codeOf(await auth.refresh(granted(through[0]!).refreshToken))).toBe('unauthenticated');
    expect(await isEnded(first.sessionId)).toBe(true);
  });

  test('one used 5 times at once by cookie: all get through, one of the new ones lives on', async () => {
    const first = await newUser(true);
    const answers = await Promise.all(Array.from({ length: 5 }, () => auth.refresh(first.refreshToken, true)));
    expect(answers.map(codeOf)).toEqual(Array(5).fill('ok'));
    const unused = await auth.db
      .selectFrom('auth.refresh_tokens')
      .select('hash')
      .where('session_id', '=', first.sessionId)
      .where('used_at', 'is', null)
      .execute();
    expect(unused).toHaveLength(1);
    const live = answers
      .map(granted)
      .find(({ refreshToken }) => hashRefreshToken(refreshToken).equals(unused[0]!.hash));
    expect(codeOf(await auth.refresh(live!.refreshToken, true))).toBe('ok');
    expect(await isEnded(first.sessionId)).toBe(false);
  });

  test('by cookie, after 30 s, a rotated one ends the session', async () => {
    const first = await newUser(true);
    await auth.refresh(first.refreshToken, true);
    await ageUse(first.refreshToken, 31);
    expect(codeOf(await auth.refresh(first.refreshToken, true))).toBe('unauthenticated');
    expect(await isEnded(first.sessionId)).toBe(true);
  });

  test('by cookie, a successor that was used is not replaced', async () => {
    const first = await newUser(true);
    const second = granted(await auth.refresh(first.refreshToken, true));
    await auth.refresh(second.refreshToken, true);
    expect(codeOf(await auth.refresh(first.refreshToken, true))).toBe('unauthenticated');
    expect(await isEnded(first.sessionId)).toBe(true);
  });

  test('a replaced successor is an old one: no longer good in the body, nor by cookie after 30 s', async () => {
    const first = await newUser(true);
    const replaced = granted(await auth.refresh(first.refreshToken, true));
    granted(await auth.refresh(first.refreshToken, true));
    await ageUse(replaced.refreshToken, 31);
    expect(codeOf(await auth.refresh(replaced.refreshToken, true))).toBe('unauthenticated');
    expect(await isEnded(first.sessionId)).toBe(true);
  });

  test.each([false, true])(
    'one that comes the other way than its session was opened is none (cookie: %s)',
    async (cookie) => {
      const first = await newUser(cookie);
      expect(codeOf(await auth.refresh(first.refreshToken, !cookie))).toBe('unauthenticated');
      expect(await isEnded(first.sessionId)).toBe(false);
      const second = granted(await auth.refresh(first.refreshToken, cookie));
      expect(codeOf(await auth.refresh(first.refreshToken, !cookie))).toBe('unauthenticated');
      expect(await isEnded(first.sessionId)).toBe(true);
      expect(codeOf(await auth.refresh(second.refreshToken, cookie))).toBe('unauthenticated');
    },
  );

  test.each([false, true])(
    'of a session of an older release the first refresh says which way (cookie: %s)',
    async (cookie) => {
      const first = granted(await auth.register(`user_${count++}`));
      const second = granted(await auth.refresh(first.refreshToken, cookie));
      expect(codeOf(await auth.refresh(first.refreshToken, cookie))).toBe(cookie ? 'ok' : 'unauthenticated');
      expect(codeOf(await auth.refresh(second.refreshToken, !cookie))).toBe('unauthenticated');
    },
  );

  test('a login again with its key goes out as it is asked for this time', async () => {
    const { user } = await newUser();
    const commandId = newId();
    const login = async (cookie: boolean) => granted(await auth.login(user.username, password, { cookie, commandId }));
    const [inBody, byCookie] = [await login(false), await login(true)];
    expect(byCookie.sessionId).toBe(inBody.sessionId);
    expect(codeOf(await auth.refresh(byCookie.refreshToken, true))).toBe('ok');
  });

  test.each([false, true])('one repeated with its key is the same refresh (by cookie: %s)', async (cookie) => {
    const first = await newUser(cookie);
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 5 }, () => auth.refresh(first.refreshToken, cookie, key)));
    await ageUse(first.refreshToken, 31);
    answers.push(await auth.refresh(first.refreshToken, cookie, key));
    const [second, ...others] = answers.map((answer) => granted(answer).refreshToken);
    expect(new Set(others)).toEqual(new Set([second]));
    expect(codeOf(await auth.refresh(second!, cookie))).toBe('ok');
    expect(codeOf(await auth.refresh(first.refreshToken, cookie, key))).toBe('unauthenticated');
    expect(await isEnded(first.sessionId)).toBe(false);
    expect(codeOf(await auth.refresh(first.refreshToken, cookie, newId()))).toBe('unauthenticated');
    expect(await isEnded(first.sessionId)).toBe(true);
  });

  test.each(['', 'x', 'A'.repeat(43), "' or 1=1 --"])('what is none is refused: %j', async (token) => {
    expect(codeOf(await auth.refresh(token))).toBe('unauthenticated');
  });

  test('one that expired is refused; the clean-up takes its session in the end', async () => {
    const first = await newUser();
    await auth.db
      .updateTable('auth.refresh_tokens')
      .set({ expires_at: sql<Date>`now() - interval '1 second'` })
      .where('session_id', '=', first.sessionId)
      .execute();
    expect(codeOf(await auth.refresh(first.refreshToken))).toBe('unauthenticated');
    await auth.db
      .updateTable('auth.sessions')
      .set({ expires_at: sql<Date>`now() - interval '2 days'` })
      .where('id', '=', first.sessionId)
      .execute();
    await auth.startInstance();
    await until(async () => {
      const rows = await auth.db.selectFrom('auth.sessions').select('id').where('id', '=', first.sessionId).execute();
      return rows.length === 0;
    }, 'the clean-up');
  });
});
