import { createPublicKey } from 'node:crypto';
import { accessTokenSeconds, tokenAudience, tokenIssuer } from '@messenger/proto';
import { createVerifier } from 'fast-jwt';
import { expect, test } from 'vitest';
import { newKeyPair, type PrivateJwk } from '../keys/ed25519.ts';
import { accessTokenSigner } from './access-token.ts';

const publicPem = ({ kty, crv, x }: PrivateJwk) =>
  createPublicKey({ key: { kty, crv, x }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();

test('a token names its key, issuer, audience, user and session, and ends after 15 minutes', () => {
  const pair = newKeyPair();
  const token = accessTokenSigner(pair.kid, pair.privateJwk)({ userId: 'u', sessionId: 's' });
  const verify = createVerifier({
    key: publicPem(pair.privateJwk),
    algorithms: ['EdDSA'],
    allowedIss: tokenIssuer,
    allowedAud: tokenAudience,
    complete: true,
  });
  const { header, payload } = verify(token);
  expect(header).toMatchObject({ alg: 'EdDSA', kid: pair.kid });
  expect(payload).toMatchObject({ sub: 'u', sid: 's', iss: tokenIssuer, aud: tokenAudience });
  expect(payload.exp - payload.iat).toBe(accessTokenSeconds);
});

test('another key does not verify it', () => {
  const pair = newKeyPair();
  const token = accessTokenSigner(pair.kid, pair.privateJwk)({ userId: 'u', sessionId: 's' });
  expect(() => createVerifier({ key: publicPem(newKeyPair().privateJwk), algorithms: ['EdDSA'] })(token)).toThrow();
});
