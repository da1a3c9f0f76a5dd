import { generateKeyPairSync } from 'node:crypto';
import { newId } from '@messenger/kit';
import { type KeysReply, type Refusal, tokenAudience, tokenIssuer, unavailable } from '@messenger/proto';
import { createSigner } from 'fast-jwt';
import { expect, test } from 'vitest';
import { SigningKeys } from './signing-keys.ts';
import { Tokens } from './tokens.ts';

function authority(kid: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string };
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const claims = { sub: newId(), sid: newId() };
  const sign = (more: object = {}, payload: object = claims) =>
    createSigner({ key, algorithm: 'EdDSA', kid, iss: tokenIssuer, aud: tokenAudience, expiresIn: 60_000, ...more })(
      payload,
    );
  return { claims, sign, jwk: { kid, kty, crv, x, alg: 'EdDSA', use: 'sig' } };
}

const auth = authority('one');
const ended = new Set<string>();
function tokensWith(answer: () => KeysReply | Refusal, fresh = () => true) {
  let asked = 0;
  const keys = new SigningKeys(async () => {
    asked++;
    return answer();
  });
  return { tokens: new Tokens(keys, { has: (id) => ended.has(id), fresh }), asked: () => asked };
}
const known = () => tokensWith(() => ({ keys: [auth.jwk] }));

test('a token of auth names its user and session', async () => {
  const caller = await known().tokens.verify(auth.sign());
  expect(caller).toMatchObject({ userId: auth.claims.sub, sessionId: auth.claims.sid });
});

test.each([
  ['none', () => ''],
  ['garbage', () => 'x.y.z'],
  ['too long', () => 'x'.repeat(5_000)],
  ['expired', () => auth.sign({ clockTimestamp: Date.now() - 120_000 })],
  ['of another issuer', () => auth.sign({ iss: 'someone' })],
  ['for another audience', () => auth.sign({ aud: 'images' })],
  ['without a session', () => auth.sign({}, { sub: newId() })],
  ['of a user that is no id', () => auth.sign({}, { sub: '*', sid: newId() })],
  ['signed by a stranger with a known key id', () => authority('one').sign()],
  ['with an unknown key id', () => authority('two').sign()],
  ['without a signature', () => `${auth.sign().split('.').slice(0, 2).join('.')}.`],
  ['of no algorithm', () => createSigner({ algorithm: 'none', iss: tokenIssuer, aud: tokenAudience })(auth.claims)],
  ['under HMAC', () => createSigner({ algorithm: 'HS256', key: 'public', kid: 'one' })(auth.claims)],
])('a token that is %s is none', async (_, make) => {
  expect(await known().tokens.verify(make())).toMatchObject({ code: 'unauthenticated' });
});

test('a session that has ended', async () => {
  const { tokens } = known();
  const token = auth.sign();
  expect(await tokens.verify(token)).toHaveProperty('userId');
  ended.add(auth.claims.sid);
  expect(await tokens.verify(token)).toMatchObject({ code: 'unauthenticated' });
  ended.clear();
});

test('while it is not known which sessions have ended, or auth is away, nobody is told that they are signed out', async () => {
  const stale = tokensWith(
    () => ({ keys: [auth.jwk] }),
    () => false,
  );
  expect(await stale.tokens.verify(auth.sign())).toMatchObject({ code: 'unavailable' });
  expect(await tokensWith(unavailable).tokens.verify(auth.sign())).toMatchObject({ code: 'unavailable' });
});

test('made-up key ids do not make a gateway ask auth again and again', async () => {
  const { tokens, asked } = known();
  const strangers = Array.from({ length: 20 }, (_, i) => authority(`made up ${i}`).sign());
  await Promise.all(strangers.map((token) => tokens.verify(token)));
  for (const token of strangers) await tokens.verify(token);
  expect(asked()).toBe(1);
});
