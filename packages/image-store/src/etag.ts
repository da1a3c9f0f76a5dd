import { createHash } from 'node:crypto';

/** What tells the bytes of an object from any others: the beginning of their SHA-256, base64url. */
export const etagOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
