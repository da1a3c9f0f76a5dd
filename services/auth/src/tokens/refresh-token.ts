import { createHash, createHmac, randomBytes } from 'node:crypto';

export type RefreshToken = { token: string; hash: Buffer };

/** 32 random bytes as base64url: opaque, and with nothing to guess, so that one round of SHA-256 is enough to store. */
export function newRefreshToken(): RefreshToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashRefreshToken(token) };
}

/**
 * The token with which the command of this id opens a session: the same again whenever it is repeated, unguessable for
 * whoever has not the secret, and stored nowhere.
 */
export function firstRefreshToken(secret: Buffer, sessionId: string, commandId: string): RefreshToken {
  const token = createHmac('sha256', secret).update(`${sessionId} ${commandId}`).digest('base64url');
  return { token, hash: hashRefreshToken(token) };
}

/**
 * The token that follows another in the refresh of this id: the same again for whoever has both, as unguessable as the
 * other for whoever has not, and stored nowhere.
 */
export function nextRefreshToken(token: string, commandId: string): RefreshToken {
  const next = createHmac('sha256', token).update(commandId).digest('base64url');
  return { token: next, hash: hashRefreshToken(next) };
}

export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
