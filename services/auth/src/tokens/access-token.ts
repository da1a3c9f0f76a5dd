import { createPrivateKey } from 'node:crypto';
import { accessTokenSeconds, tokenAudience, tokenIssuer } from '@messenger/proto';
import { createSigner } from 'fast-jwt';
import type { PrivateJwk } from '../keys/ed25519.ts';

export type AccessTokenSubject = { userId: string; sessionId: string };
export type SignAccessToken = (subject: AccessTokenSubject) => string;

/** Signs access tokens (claims: `AccessClaims` of proto) with one Ed25519 key, named by `kid` in the header. */
export function accessTokenSigner(kid: string, privateJwk: PrivateJwk): SignAccessToken {
  const pem = createPrivateKey({ key: privateJwk, format: 'jwk' }).export({
    type: 'pkcs8',
    format: 'pem',
  });
  const sign = createSigner({
    algorithm: 'EdDSA',
    key: pem,
    kid,
    iss: tokenIssuer,
    aud: tokenAudience,
    expiresIn: accessTokenSeconds * 1000,
  });
  return ({ userId, sessionId }) => sign({ sub: userId, sid: sessionId });
}
