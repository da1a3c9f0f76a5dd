import { createHash, randomBytes } from 'node:crypto';

export type RefreshToken = { token: string; hash: Buffer };

/** 32 random bytes as base64url: opaque, and with nothing to guess, so that one round of SHA-256 is enough to store. */
export function newRefreshToken(): RefreshToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashRefreshToken(token) };
}

export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
