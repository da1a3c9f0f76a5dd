import { createHash, generateKeyPairSync } from 'node:crypto';
import type { KeysReply } from '@messenger/proto';

/** RFC 8037; `d` is the secret. */
export type PrivateJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string; d: string };
export type KeyPair = { kid: string; privateJwk: PrivateJwk };
export type PublicKey = KeysReply['keys'][number];

/** A new Ed25519 pair; `kid` is the RFC 7638 thumbprint, so that a name can never mean two keys. */
export function newKeyPair(): KeyPair {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (!x || !d) throw new Error('an Ed25519 key was made without its halves');
  const kty = 'OKP';
  const crv = 'Ed25519';
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return { kid, privateJwk: { kty, crv, x, d } };
}

/** The public half: named field by field, so that the private one cannot slip out. */
export function publicJwk({ kid, privateJwk: { kty, crv, x } }: KeyPair): PublicKey {
  return { kid, kty, crv, x, alg: 'EdDSA', use: 'sig' };
}
