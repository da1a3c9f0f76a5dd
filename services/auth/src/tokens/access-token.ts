import { createPrivateKey } from 'node:crypto';
import { accessTokenSeconds, imageAudience, imageTokenSeconds, tokenAudience, tokenIssuer } from '@messenger/proto';
import { createSigner } from 'fast-jwt';
import type { PrivateJwk } from '../keys/ed25519.ts';

export type AccessTokenSubject = { userId: string; sessionId: string };
/** `images`: good for looking at images alone. */
export type SignToken = (subject: AccessTokenSubject, use?: 'all' | 'images') => string;

/** Signs access tokens (claims: `AccessClaims` of proto) with one Ed25519 key, named by `kid` in the header. */
export function accessTokenSigner(kid: string, privateJwk: PrivateJwk): SignToken {
  const pem = createPrivateKey({ key: privateJwk, format: 'jwk' }).export({
    type: 'pkcs8',
    format: 'pem',
  });
  const signer = (aud: string, seconds: number) =>
    createSigner({ algorithm: 'EdDSA', key: pem, kid, iss: tokenIssuer, aud, expiresIn: seconds * 1000 });
  const all = signer(tokenAudience, accessTokenSeconds);
  const images = signer(imageAudience, imageTokenSeconds);
  return ({ userId, sessionId }, use = 'all') => (use === 'all' ? all : images)({ sub: userId, sid: sessionId });
}
